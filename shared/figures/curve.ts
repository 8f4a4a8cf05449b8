import { type Dec, type DecimalString, dec } from '#domain/decimal.ts'
import type { Level } from './falls.ts'
import type { Period } from './period.ts'

const dayMs = 86_400_000

/**
 * What the account was worth through the period, from its beginning to its end: as it was seen, or else by what closed
 * trades left of the starting balance (of 0 without one), from their closes on. What closes at the end or later, because
 * the end closed it, counts in the period's last moment.
 */
export function curveOf(period: Period): readonly Level[] {
  const { from, to, trades, equity } = period
  const last = Math.max(from, to - 1)
  const within = (at: number) => Math.min(Math.max(at, from), last)
  const start = { at: from, equity: dec(startOf(period) ?? 0) }
  const then = equity
    ? equity.map(point => ({ at: within(point.at), equity: dec(point.equity) }))
    : afterCloses(trades, start.equity, within)
  return [start, ...then, { at: last, equity: (then.at(-1) ?? start).equity }]
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
      for (const { net } of closed) worth = worth.plus(net)
      return { at, equity: worth }
    })
}

/**
 * The return of each UTC day that the period touches, as shares of what the account was worth when the day began: a day
 * without a trade returned 0, and one that the period cuts counts as it is. Undefined where a day began with nothing
 * left.
 */
export function dailyReturns(curve: readonly Level[]): readonly number[] | undefined {
  const [first, last] = [curve[0], curve.at(-1)]
  if (!first || !last) return []
  const returns: number[] = []
  let [before, next] = [first.equity, 0]
  for (let day = Math.floor(first.at / dayMs); day <= Math.floor(last.at / dayMs); day++) {
    if (before.lte(0)) return undefined
    let after = before
    for (let point = curve[next]; point && point.at < (day + 1) * dayMs; point = curve[++next])
      after = point.equity
    returns.push(after.div(before).minus(1).toNumber())
    before = after
  }
  return returns
}

/** How many UTC days a curve touches. */
export const utcDaysOf = (curve: readonly Level[]): number =>
  Math.floor((curve.at(-1)?.at ?? 0) / dayMs) - Math.floor((curve[0]?.at ?? 0) / dayMs) + 1

/** How many days of 24 hours, in parts too. */
export const daysOf = ({ from, to }: Pick<Period, 'from' | 'to'>): number => Math.max(0, to - from) / dayMs
