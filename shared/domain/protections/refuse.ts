import type { Side } from '../side.ts'
import type { ClosedTrade } from './closed-trade.ts'
import { type Lock, lockOn, locksInForce, type Method, type Protection } from './locks.ts'

/** The reason of a rejected entry, by the protection that locks it. */
const reasons = {
  StoplossGuard: 'stoploss-guard',
  MaxDrawdown: 'max-drawdown',
  LowProfitPairs: 'low-profit-pairs',
  CooldownPeriod: 'cooldown-period',
} as const satisfies Record<Method, string>

export type ProtectionReason = (typeof reasons)[Method]

/** Of many trades, as in a drawdown, only the last are named. */
const mostNamed = 5

/** Whether a protection locks an entry now. Of several locks, the one that ends last is reported. */
export function refuseByProtections(
  entry: { readonly symbol: string; readonly side: Side },
  trades: readonly ClosedTrade[],
  protections: readonly Protection[],
  now: number,
): { readonly reason: ProtectionReason; readonly detail: string } | undefined {
  const lock = lockOn(locksInForce(protections, trades, now), entry.symbol, entry.side)
  return lock && { reason: reasonOf(lock), detail: lockText(lock) }
}

export const reasonOf = ({ method }: Lock): ProtectionReason => reasons[method]

/** Which protection locks what, until when, why, and because of which trades. */
export function lockText(lock: Lock): string {
  const { method, why, trades, until } = lock
  const named = trades.slice(-mostNamed).map(({ symbol, id }) => `${symbol} ${id}`)
  const others = trades.length > named.length ? [`${trades.length - named.length} before`] : []
  return `${method} locks ${lockedBy(lock)} until ${new Date(until).toISOString()}: ${why} (${[...others, ...named].join(', ')})`
}

/** What a lock keeps from being entered, in words. */
export const lockedBy = ({ symbol = 'every symbol', side }: Lock): string =>
  side ? `${symbol} ${side}` : symbol
