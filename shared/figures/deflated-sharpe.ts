import { normalBelow, normalQuantile } from './normal.ts'
import { differ, leastDays } from './ratios.ts'

/** How much of the best of many tries is more than the luck of so many tries. Sharpe ratios are daily. */
export interface Deflated {
  readonly tries: number
  readonly days: number
  readonly sharpe: number
  /** The Sharpe ratio that the best of as many tries would have without any edge. */
  readonly byLuck: number
  /** The probability that the true Sharpe ratio lies above that: the deflated Sharpe ratio, from 0 to 1. */
  readonly probability: number
}

/** From this probability on the best is called better than chance: luck alone gets there at most once in twenty. */
export const leastProbability = 0.95

const eulerMascheroni = 0.577_215_664_901_532_9

/**
 * The deflated Sharpe ratio (Bailey and López de Prado, “The Deflated Sharpe Ratio: Correcting for Selection Bias, Backtest
 * Overfitting and Non-Normality”, Journal of Portfolio Management 40(5), 2014).
 *
 * Of N tries without an edge, whose Sharpe ratios vary by V, the best is expected to have
 * √V × ((1 − γ) × Φ⁻¹(1 − 1/N) + γ × Φ⁻¹(1 − 1/(N·e))). The probability that the best truly lies above that is
 * Φ((SR − that) × √(T − 1) / √(1 − skew × SR + (kurtosis − 1)/4 × SR²)) for T days. Days, not trades: positions that
 * are open side by side win and lose together.
 *
 * `best` are the daily returns of the try that was chosen, `others` those of every try, with it; what has no Sharpe
 * ratio, because every day came to the same, counts as a try all the same. Undefined where the days do not tell.
 */
export function deflatedSharpe(
  best: readonly number[],
  others: readonly (readonly number[] | undefined)[],
): Deflated | undefined {
  const [days, tries] = [best.length, others.length]
  const sharpe = sharpeOf(best)
  if (sharpe === undefined || days < leastDays) return undefined
  const sharpes = others.flatMap(daily => (daily && sharpeOf(daily)) ?? [])
  const byLuck = Math.sqrt(varianceOf(sharpes)) * bestOfNormal(tries)
  const { skew, kurtosis } = shapeOf(best)
  const spread = 1 - skew * sharpe + ((kurtosis - 1) / 4) * sharpe ** 2
  // Above 0 for real returns: kurtosis is at least 1 + skew².
  if (!(spread > 0)) return undefined
  const probability = normalBelow(((sharpe - byLuck) * Math.sqrt(days - 1)) / Math.sqrt(spread))
  return { tries, days, sharpe, byLuck, probability }
}

/** The expected greatest of a number of draws from a standard normal distribution. */
function bestOfNormal(tries: number): number {
  if (tries < 2) return 0
  return (
    (1 - eulerMascheroni) * normalQuantile(1 - 1 / tries) +
    eulerMascheroni * normalQuantile(1 - 1 / (tries * Math.E))
  )
}

/** Mean over deviation; undefined if all days are equal. */
function sharpeOf(daily: readonly number[]): number | undefined {
  const [mean, deviation] = [meanOf(daily), Math.sqrt(varianceOf(daily))]
  return differ(deviation, mean) ? mean / deviation : undefined
}

function shapeOf(daily: readonly number[]): { readonly skew: number; readonly kurtosis: number } {
  const mean = meanOf(daily)
  const moment = (power: number) => meanOf(daily.map(each => (each - mean) ** power))
  const deviation = Math.sqrt(moment(2))
  return { skew: moment(3) / deviation ** 3, kurtosis: moment(4) / deviation ** 4 }
}

/** Of a sample: divides by n − 1. */
function varianceOf(values: readonly number[]): number {
  if (values.length < 2) return 0
  const mean = meanOf(values)
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length
