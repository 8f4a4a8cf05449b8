import type { Side } from '../side.ts'
import type { ClosedTrade } from './closed-trade.ts'
import { afterTrade, type CooldownPeriod } from './cooldown-period.ts'
import { afterLowProfit, type LowProfitPairs } from './low-profit-pairs.ts'
import { afterDrawdown, type MaxDrawdown } from './max-drawdown.ts'
import type { Finding, Locking } from './rule.ts'
import { afterStops, type StoplossGuard } from './stoploss-guard.ts'

/** One of freqtrade's protections, with its parameters: times in minutes, profits as shares of the margin. */
export type Protection = StoplossGuard | MaxDrawdown | LowProfitPairs | CooldownPeriod
export type Method = Protection['method']

/** A lock on entries: of a symbol and side, or of all; times in milliseconds. */
export interface Lock extends Finding {
  readonly method: Method
  /** When the trade that set it closed. */
  readonly since: number
  readonly until: number
}

const minute = 60_000
const day = 1_440 * minute

/**
 * The locks in force at a time: for each protection and target, the one that ends last. As in freqtrade, each trade
 * that closes asks the rules once, and a lock stays until its end, whatever leaves the look-back meanwhile. `trades`
 * are in order of their closing.
 */
export const locksInForce = (
  protections: readonly Protection[],
  trades: readonly ClosedTrade[],
  now: number,
): readonly Lock[] =>
  protections.flatMap(protection => {
    const locks = trades.flatMap(closing => lockSetBy(protection, closing, trades, now) ?? [])
    return [...Map.groupBy(locks, targetOf).values()].map(latest)
  })

const targetOf = ({ symbol, side }: Lock): string => `${symbol} ${side}`

/**
 * The locks that hold longer than those before: for each method and target, the one that ends last. A corrected result
 * may shorten a lock, or leave the one before it in force: neither is new.
 */
export function lockingLonger(before: readonly Lock[], now: readonly Lock[]): readonly Lock[] {
  const held = lastOfEach(before)
  return [...lastOfEach(now)].flatMap(([name, lock]) => {
    const former = held.get(name)
    return former && former.until >= lock.until ? [] : [lock]
  })
}

/** A lock that ended before its time; `until`: when the one that stays in its place ends, if there is one. */
interface Shortened {
  readonly lock: Lock
  readonly until?: number
}

/**
 * The locks before that hold no longer, or less long: a result became known, an operator lifted them, or a trade that
 * they depend on is no longer kept.
 */
export function lockingShorter(before: readonly Lock[], now: readonly Lock[]): readonly Shortened[] {
  const held = lastOfEach(now)
  return [...lastOfEach(before)].flatMap(([name, lock]) => {
    const stays = held.get(name)
    if (stays) return stays.until >= lock.until ? [] : [{ lock, until: stays.until }]
    return [{ lock }]
  })
}

/** For each method and target, the lock that ends last. */
const lastOfEach = (locks: readonly Lock[]): ReadonlyMap<string, Lock> =>
  new Map(
    [...Map.groupBy(locks, lock => `${lock.method} ${targetOf(lock)}`)].map(([name, same]) => [
      name,
      latest(same),
    ]),
  )

/** The lock that keeps a symbol from being entered on a side for longest. */
export function lockOn(locks: readonly Lock[], symbol: string, side: Side): Lock | undefined {
  const holding = locks.filter(
    lock => (lock.symbol ?? symbol) === symbol && (lock.side === undefined || lock.side === side),
  )
  return holding.length > 0 ? latest(holding) : undefined
}

/**
 * How long a trade may matter after it closed, in milliseconds: within a look-back it counts towards a lock, which then
 * lasts.
 */
export const reachOf = (protections: readonly Protection[]): number =>
  Math.max(0, ...protections.map(each => lookbackOf(each) + longestOf(each)))

const longestOf = (locking: Locking): number => ('unlockAt' in locking ? day : locking.stopDuration * minute)

/** Milliseconds. */
export const lookbackOf = (protection: Protection): number =>
  'lookbackPeriod' in protection ? protection.lookbackPeriod * minute : 0

function lockSetBy(
  protection: Protection,
  closing: ClosedTrade,
  trades: readonly ClosedTrade[],
  now: number,
): Lock | undefined {
  const { closedAt: since } = closing
  const until = endOf(protection, since)
  if (closing.lifted || until <= now) return undefined
  const from = since - lookbackOf(protection)
  const past = trades.filter(({ closedAt }) => closedAt > from && closedAt <= since)
  const found = findingOf(protection, closing, past)
  return found && { method: protection.method, since, until, ...found }
}

function findingOf(
  protection: Protection,
  closing: ClosedTrade,
  past: readonly ClosedTrade[],
): Finding | undefined {
  switch (protection.method) {
    case 'StoplossGuard':
      return afterStops(protection, closing, past)
    case 'MaxDrawdown':
      return afterDrawdown(protection, closing, past)
    case 'LowProfitPairs':
      return afterLowProfit(protection, closing, past)
    case 'CooldownPeriod':
      return afterTrade(protection, closing)
    default:
      return protection satisfies never
  }
}

const endOf = (locking: Locking, closedAt: number): number =>
  'unlockAt' in locking ? nextTime(locking.unlockAt, closedAt) : closedAt + locking.stopDuration * minute

/** The next time at this time of day, in UTC. */
function nextTime(unlockAt: string, after: number): number {
  const date = new Date(after).toISOString().slice(0, 10)
  const today = Date.parse(`${date}T${unlockAt}:00Z`)
  return today > after ? today : today + day
}

const latest = (locks: readonly Lock[]): Lock =>
  locks.reduce((longest, lock) => (lock.until >= longest.until ? lock : longest))
