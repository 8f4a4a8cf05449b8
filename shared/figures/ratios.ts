/** Days in a year of a market that never closes. */
const daysOfYear = 365
/** Minimum of days: with fewer, a ratio says more about the days than about the trades, and is left out. */
export const leastDays = 7

/** The daily figures. A ratio is absent if there are too few days, or if it would divide by 0. */
export interface Ratios {
  /** UTC days that the period touches. */
  readonly days: number
  readonly leastDays: number
  readonly sharpe?: number
  readonly sortino?: number
  readonly calmar?: number
}

/** How an account developed. */
export interface Performance {
  /** Of 24 hours. */
  readonly days: number
  /** By UTC days; undefined if the account had nothing left. */
  readonly daily: readonly number[] | undefined
  readonly return: number
  /** The greatest drawdown, as a share. */
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

/** Whether the days differ: deviations below a billionth of their mean are rounding alone. */
export const differ = (deviation: number, mean: number): boolean => deviation > Math.abs(mean) * 1e-9

const meanOf = (values: readonly number[]) =>
  values.reduce((total, value) => total + value, 0) / values.length

const finite = (name: 'sharpe' | 'sortino' | 'calmar', value: number) =>
  Number.isFinite(value) ? { [name]: Number(value.toFixed(4)) } : {}
