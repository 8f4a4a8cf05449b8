/** Days in a year of a market that never closes. */
const daysOfYear = 365
/** Below this many days a ratio says more about the days than about the trades, and is not told. */
export const leastDays = 7

/** What is told of days: a ratio is absent where there are too few, or where what it divides by is 0. */
export interface Ratios {
  /** UTC days that the period touches. */
  readonly days: number
  readonly leastDays: number
  readonly sharpe?: number
  readonly sortino?: number
  readonly calmar?: number
}

/** What an account came to. */
export interface Performance {
  /** Of 24 hours. */
  readonly days: number
  /** By UTC days; undefined where the account had nothing left to return on. */
  readonly daily: readonly number[] | undefined
  readonly return: number
  /** The greatest, as a share. */
  readonly drawdown: number
}

/**
 * Ratios by daily returns, brought to a year of 365 days, over a riskless return of 0.
 *
 * - Sharpe: mean / standard deviation of the sample (n − 1) × √365.
 * - Sortino: mean / √(mean of the squares of the days below 0, over all days) × √365.
 * - Calmar: the whole return, compounded to a year, over the greatest drawdown as a share.
 */
export function ratiosOf(utcDays: number, performance: Performance | undefined): Ratios {
  const told = { days: utcDays, leastDays }
  if (!performance?.daily || utcDays < leastDays) return told
  const { days, daily, drawdown } = performance
  const mean = meanOf(daily)
  const deviation = Math.sqrt(
    (meanOf(daily.map(each => (each - mean) ** 2)) * daily.length) / (daily.length - 1),
  )
  const downside = Math.sqrt(meanOf(daily.map(each => Math.min(each, 0) ** 2)))
  const aYear = Math.max(0, 1 + performance.return) ** (daysOfYear / days) - 1
  const year = Math.sqrt(daysOfYear)
  return {
    ...told,
    ...(differ(deviation, mean) && finite('sharpe', (mean / deviation) * year)),
    ...finite('sortino', (mean / downside) * year),
    ...finite('calmar', aYear / drawdown),
  }
}

/** Whether days came to different things; what deviates by less than a billionth of their mean is rounding alone. */
export const differ = (deviation: number, mean: number): boolean => deviation > Math.abs(mean) * 1e-9

const meanOf = (values: readonly number[]) =>
  values.reduce((total, value) => total + value, 0) / values.length

const finite = (name: 'sharpe' | 'sortino' | 'calmar', value: number) =>
  Number.isFinite(value) ? { [name]: Number(value.toFixed(4)) } : {}
