import type { ClosedTrade } from '#domain/protections/closed-trade.ts'
import { mostTrades } from '#domain/protections/kept-trades.ts'
import {
  type Lock,
  lockingLonger,
  lockingShorter,
  locksInForce,
  type Protection,
} from '#domain/protections/locks.ts'
import { lockedBy, reasonOf } from '#domain/protections/refuse.ts'
import type { Change, StoredItem } from './change.ts'
import type { Notification } from './notification.ts'

/** The account's key, and the protections that lock its entries. */
export interface AccountOf {
  readonly deployment: string
  readonly protections: readonly Protection[]
}

/**
 * Who halted or resumed entries, and which locks were set or ended early, from the account item before and after a
 * change.
 */
export function tellAccount(
  { now, before, at }: Change,
  { deployment, protections }: AccountOf,
): readonly Notification[] {
  if (now === undefined) return []
  const [old, halts] = [haltsIn(before), haltsIn(now)]
  const common = (kind: string, by: string) => ({
    v: 1 as const,
    id: `account/${String(now.version)}/${kind}/${idPart(by).slice(0, 60)}`,
    at,
    deployment,
  })
  const isOpen = Object.keys(halts).length === 0
  const [locksBefore, locks] = [toldLocks(before, protections, at), toldLocks(now, protections, at)]
  return [
    ...Object.entries(halts)
      .filter(([by]) => !Object.hasOwn(old, by))
      .map(([by, why]) => ({ kind: 'halted' as const, ...common('halted', by), by, why })),
    ...Object.keys(old)
      .filter(by => !Object.hasOwn(halts, by))
      .map(by => ({ kind: 'resumed' as const, ...common('resumed', by), by, isOpen })),
    ...lockingLonger(locksBefore, locks).map(lock => ({
      kind: 'locked' as const,
      ...common('locked', `${lock.until}-${reasonOf(lock)}-${lockedBy(lock)}`),
      ...{ by: reasonOf(lock), locked: lockedBy(lock), until: lock.until, why: lock.why },
    })),
    ...lockingShorter(locksBefore, locks).map(({ lock, until }) => ({
      kind: 'unlocked' as const,
      ...common('unlocked', `${lock.until}-${reasonOf(lock)}-${lockedBy(lock)}`),
      ...{ by: reasonOf(lock), locked: lockedBy(lock), formerly: lock.until },
      ...(until !== undefined && { until }),
      why: whyShorter(lock, tradesIn(now)),
    })),
  ]
}

/** Other characters by their numbers, so that the ids of two symbols differ. */
const idPart = (by: string): string =>
  by.replaceAll(' ', '_').replace(/[^\x21-\x7e]/gu, other => (other.codePointAt(0) ?? 0).toString(16))

const bodyOf = (item: StoredItem | undefined) =>
  (item?.body ?? {}) as { readonly halts?: Readonly<Record<string, string>>; readonly trades?: unknown }

const haltsIn = (item: StoredItem | undefined) => bodyOf(item).halts ?? {}

/** A lock that cannot be read is skipped: it must not hold up the changes behind it. */
function tradesIn(item: StoredItem | undefined): readonly ClosedTrade[] {
  const { trades } = bodyOf(item)
  return Array.isArray(trades) ? trades.filter(isTrade) : []
}

/** In milliseconds: a lock from then on still ends at a time that `Date` can tell. */
const lastTime = 8e15

const isTrade = (trade: Partial<ClosedTrade> | null): trade is ClosedTrade =>
  typeof trade?.symbol === 'string' &&
  typeof trade.closedAt === 'number' &&
  Math.abs(trade.closedAt) <= lastTime &&
  typeof trade.profit === 'string' &&
  /^-?\d+(\.\d+)?$/.test(trade.profit) &&
  (trade.side === 'long' || trade.side === 'short')

function whyShorter(lock: Lock, trades: readonly ClosedTrade[]): string {
  if (isLifted(lock, trades)) return 'an operator lifted it'
  const isKept = ({ id }: ClosedTrade) => trades.some(trade => trade.id === id)
  return lock.trades.every(isKept)
    ? 'a result became known'
    : `a trade that it depends on is no longer among the last ${mostTrades}, which the account keeps`
}

/** An operator lifts a lock from the trade that set it. */
const isLifted = ({ since }: Lock, trades: readonly ClosedTrade[]): boolean =>
  trades.some(({ closedAt, lifted }) => closedAt === since && lifted === true)

/** Without `CooldownPeriod`: it follows each close, which has its own notification. */
const toldLocks = (
  item: StoredItem | undefined,
  protections: readonly Protection[],
  at: number,
): readonly Lock[] =>
  locksInForce(protections, tradesIn(item), at).filter(({ method }) => method !== 'CooldownPeriod')
