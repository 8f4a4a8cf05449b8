import { type Dec, type DecimalString, dec, sum } from '#domain/decimal.ts'
import type { Level } from './falls.ts'
import type { Period } from './period.ts'

const dayMs = 86_400_000

/** The account's worth from the first to the last moment of a period. */
export interface Curve {
  readonly from: number
  readonly last: number
  readonly start: Dec
  readonly end: Dec
  /** In order of time, including the first and the last moment. */
  readonly levels: readonly Level[]
}

/**
 * The account's worth as observed. Without observations: the starting balance (or 0) plus the results of closed trades
 * from their closes on. Trades that close at the end or later, because the end closed them, count in the period's last
 * moment.
 */
export function curveOf(period: Period): Curve {
  const { from, to, trades, equity } = period
  const last = Math.max(from, to - 1)
  const within = (at: number) => Math.min(Math.max(at, from), last)
  const start = dec(startOf(period) ?? 0)
  const then = equity
    ? equity.map(point => ({ at: within(point.at), equity: dec(point.equity) }))
    : afterCloses(trades, start, within)
  const end = then.at(-1)?.equity ?? start
  return { from, last, start, end, levels: [{ at: from, equity: start }, ...then, { at: last, equity: end }] }
}

/** The account's starting balance; undefined if not known. */
export const startOf = ({ startingBalance, equity }: Period): DecimalString | undefined =>
  startingBalance ?? equity?.[0]?.equity

function afterCloses(trades: Period['trades'], start: Dec, within: (at: number) => number): readonly Level[] {
  let worth = start
  // The order within one moment is not known, so its trades count together.
  return [...Map.groupBy(trades, ({ closedAt }) => within(closedAt))]
    .sort(([a], [b]) => a - b)
    .map(([at, closed]) => {
      worth = worth.plus(sum(closed.map(({ net }) => net)))
      return { at, equity: worth }
    })
}

/**
 * The return of each UTC day that the curve touches, as a share of the account's worth at the start of the day. A day
 * without a trade returns 0; a day that the period cuts counts as it is. Undefined if a day began with nothing left.
 */
export function dailyReturns(curve: Curve): readonly number[] | undefined {
  const ofDay = Map.groupBy(curve.levels, ({ at }) => dayOf(at))
  const returns: number[] = []
  let before = curve.start
  for (let day = dayOf(curve.from); day <= dayOf(curve.last); day++) {
    if (before.lte(0)) return undefined
    const after = ofDay.get(day)?.at(-1)?.equity ?? before
    returns.push(after.div(before).minus(1).toNumber())
    before = after
  }
  return returns
}

/** The number of UTC days that a curve touches. */
export const utcDaysOf = ({ from, last }: Curve): number => dayOf(last) - dayOf(from) + 1

const dayOf = (at: number) => Math.floor(at / dayMs)

/** The number of 24-hour days, with fractions. */
export const daysOf = ({ from, to }: Pick<Period, 'from' | 'to'>): number => (to - from) / dayMs
