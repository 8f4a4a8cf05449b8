import { type Dec, type DecimalString, dec, sum } from '#domain/decimal.ts'
import type { Level } from './falls.ts'
import type { Period } from './period.ts'

const dayMs = 86_400_000

/** What the account was worth from the beginning of a period to its last moment. */
export interface Curve {
  readonly from: number
  readonly last: number
  readonly start: Dec
  readonly end: Dec
  /** In the order of time, with the first and the last moment. */
  readonly levels: readonly Level[]
}

/**
 * The account's worth as it was seen, or else by what closed trades left of the starting balance (of 0 without one), from
 * their closes on. What closes at the end or later, because the end closed it, counts in the period's last moment.
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

/** What the account began with; undefined where that is not known. */
export const startOf = ({ startingBalance, equity }: Period): DecimalString | undefined =>
  startingBalance ?? equity?.[0]?.equity

function afterCloses(trades: Period['trades'], start: Dec, within: (at: number) => number): readonly Level[] {
  let worth = start
  // Of one moment the order is not known: they count together.
  return [...Map.groupBy(trades, ({ closedAt }) => within(closedAt))]
    .sort(([a], [b]) => a - b)
    .map(([at, closed]) => {
      worth = worth.plus(sum(closed.map(({ net }) => net)))
      return { at, equity: worth }
    })
}

/**
 * The return of each UTC day that the curve touches, as shares of what the account was worth when the day began: a day
 * without a trade returned 0, and one that the period cuts counts as it is. Undefined where a day began with nothing
 * left.
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

/** How many UTC days a curve touches. */
export const utcDaysOf = ({ from, last }: Curve): number => dayOf(last) - dayOf(from) + 1

const dayOf = (at: number) => Math.floor(at / dayMs)

/** How many days of 24 hours, in parts too. */
export const daysOf = ({ from, to }: Pick<Period, 'from' | 'to'>): number => (to - from) / dayMs
