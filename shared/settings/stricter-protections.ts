import { type DecimalString, dec } from '#domain/decimal.ts'
import type { Protection } from '#domain/protections/locks.ts'
import type { Locking, LookingBack } from '#domain/protections/rule.ts'

/**
 * Whether an entry that was locked may be let in: a protection was removed, and none at least as strict replaces it.
 */
export const protectsLess = (before: readonly Protection[], after: readonly Protection[]): boolean =>
  before.some(old => !after.some(next => isAsStrict(next, old)))

/** Whether the next one locks everything that the old one locks, for as long. */
function isAsStrict(next: Protection, old: Protection): boolean {
  if (!locksAsLong(next, old)) return false
  switch (old.method) {
    case 'StoplossGuard':
      return (
        next.method === old.method &&
        looksAsFar(next, old) &&
        dec(next.requiredProfit).gte(old.requiredProfit) &&
        (!next.onlyPerPair || old.onlyPerPair) &&
        (!next.onlyPerSide || old.onlyPerSide)
      )
    case 'MaxDrawdown':
      return (
        next.method === old.method &&
        looksAsFar(next, old) &&
        atMost(next.maxAllowedDrawdown, old.maxAllowedDrawdown)
      )
    case 'LowProfitPairs':
      // A profit over a longer time, or of both sides, may be higher or lower.
      return (
        next.method === old.method &&
        next.lookbackPeriod === old.lookbackPeriod &&
        next.tradeLimit <= old.tradeLimit &&
        next.onlyPerSide === old.onlyPerSide &&
        atMost(old.requiredProfit, next.requiredProfit)
      )
    case 'CooldownPeriod':
      return next.method === old.method
    default:
      return old satisfies never
  }
}

/** Until a time of day, or for some minutes: neither is longer than the other. */
const locksAsLong = (next: Locking, old: Locking): boolean =>
  'unlockAt' in old
    ? 'unlockAt' in next && next.unlockAt === old.unlockAt
    : 'stopDuration' in next && next.stopDuration >= old.stopDuration

const looksAsFar = (next: LookingBack, old: LookingBack): boolean =>
  next.lookbackPeriod >= old.lookbackPeriod && next.tradeLimit <= old.tradeLimit

const atMost = (one: DecimalString, other: DecimalString): boolean => dec(one).lte(other)
