import type { ClosedTrade } from './closed-trade.ts'
import { lockingShorter, locksInForce, type Protection } from './locks.ts'

/** How many closed trades the account item keeps: below 6 KB of it. */
export const mostTrades = 50

/**
 * The trades with one more, in order of their closing, whatever order they arrive in. A newer record of a trade
 * replaces the older one. If there are too many, the oldest trade that no lock depends on goes; if all hold locks, the
 * one whose loss costs the lock that ends soonest, or none.
 */
export function keeping(
  trades: readonly ClosedTrade[],
  trade: ClosedTrade,
  protections: readonly Protection[],
  now: number,
): readonly ClosedTrade[] {
  const others = trades.filter(({ id }) => id !== trade.id)
  const all = [...others, trade].toSorted((a, b) => a.closedAt - b.closedAt || (a.id < b.id ? -1 : 1))
  if (all.length <= mostTrades) return all
  const without = (left: ClosedTrade) => all.filter(each => each !== left)
  const locks = (kept: readonly ClosedTrade[]) => locksInForce(protections, kept, now)
  const held = locks(all)
  const text = JSON.stringify(held)
  const needless = all.find(each => JSON.stringify(locks(without(each))) === text)
  if (needless) return without(needless)
  const lostUntil = (each: ClosedTrade) =>
    Math.max(0, ...lockingShorter(held, locks(without(each))).map(({ lock }) => lock.until))
  return without(leastBy(all, lostUntil))
}

/** The first of those with the least. */
const leastBy = (trades: readonly ClosedTrade[], measure: (trade: ClosedTrade) => number): ClosedTrade =>
  trades
    .map(trade => ({ trade, measured: measure(trade) }))
    .reduce((least, each) => (each.measured < least.measured ? each : least)).trade

/**
 * Lifts every lock that these trades set. A trade that closes from now on sets new ones, with these in its look-back.
 */
export const liftedAll = (trades: readonly ClosedTrade[]): readonly ClosedTrade[] =>
  trades.map(trade => ({ ...trade, lifted: true }))
