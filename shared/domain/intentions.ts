import { type Dec, type DecimalString, dec } from './decimal.ts'
import { clientIdOf, type Purpose } from './identity.ts'
import { nextState } from './lifecycle.ts'
import type { LiveOrder } from './look.ts'
import type { CloseReason, Doubt, OpenPosition, Position, Protection, Rung } from './position.ts'
import { withRules } from './refit.ts'
import type { Sentiment } from './sentiment.ts'

/**
 * What each move writes into the position before its request leaves. All client ids come from here, so the counter
 * advances exactly once per intent.
 */
type Identified<K extends string> = readonly [Position, Readonly<Record<K, string>>]

/** New client ids for these purposes, and the position with its counter advanced past them. */
export function withIds<K extends Purpose>(position: Position, ...purposes: readonly K[]): Identified<K> {
  const ids = Object.fromEntries(
    purposes.map((purpose, index) => [
      purpose,
      clientIdOf(position.deployment, position.id, purpose, position.intents + index),
    ]),
  ) as Record<K, string>
  return [{ ...position, intents: position.intents + purposes.length }, ids]
}

/**
 * The stop moves to `level`. A bridge holds the level on the way if the exchange accepts reduce-only algo orders: a new
 * bridge, or the one that stands there.
 */
export function raised(
  position: OpenPosition,
  level: DecimalString,
  tier: number,
  bridge?: string,
): Position {
  const [next, ids] = withIds(position, 'primary', 'backup', 'bridge')
  const protection: Protection = {
    level,
    primary: ids.primary,
    backup: ids.backup,
    backupQuantity: position.openQuantity,
    former: position.protection.primary,
    ...(!position.algoReduceOnlyRefused && { bridge: bridge ?? ids.bridge }),
  }
  return { ...next, tier, protection }
}

/**
 * The exchange refused the stop at the new level: the standing stop becomes the intention again, and the next raise
 * starts from it.
 */
export function stoodDown(position: OpenPosition, stands: LiveOrder, backup?: LiveOrder): Position {
  const { bridge: _, former: __, ...protection } = position.protection
  const kept =
    backup && dec(backup.quantity).eq(protection.backupQuantity) ? backup.clientId : protection.backup
  return {
    ...position,
    protection: { ...protection, level: stands.triggerPrice, primary: stands.clientId, backup: kept },
  }
}

/** The profit reached a tier whose stop is not worth a move. */
export const risen = (position: OpenPosition, tier: number): Position => ({ ...position, tier })

/** The open quantity changed: the backup is replaced by one of that size. */
export function resized(position: OpenPosition, quantity: DecimalString): Position {
  const [next, ids] = withIds(position, 'backup')
  return {
    ...next,
    openQuantity: quantity,
    protection: { ...position.protection, backup: ids.backup, backupQuantity: quantity },
  }
}

/** The account refuses reduce-only algo orders: from now on the primary stands alone. */
export function withoutReduceOnly(position: OpenPosition): Position {
  const { bridge: _, ...protection } = position.protection
  return { ...position, algoReduceOnlyRefused: true, protection }
}

/** A rung is about to be sent; a repeated one keeps its client id. */
export function offered(position: OpenPosition, index: number, offeredAt: number): Position {
  if (position.rungs[index]?.clientId)
    return withRungs(foundAgain(position, index), [index], { state: 'placed', offeredAt })
  const [next, ids] = withIds(position, 'rung')
  return withRungs(next, [index], { state: 'placed', clientId: ids.rung, offeredAt })
}

/** A rung's order cannot be found. Nothing is sold in its place while it may have fired. */
export const missed = (position: Position, index: number, missingSince: number): Position =>
  withRungs(position, [index], { missingSince })

/** A rung's order is in the book after all. */
export const foundAgain = <P extends Position>(position: P, index: number): P => ({
  ...position,
  rungs: position.rungs.map((rung, at) => (at === index ? withoutMissing(rung) : rung)),
})

export const fired = (position: Position, index: number): Position =>
  withRungs(position, [index], { state: 'done' })

/** A rung whose order ended without a fill is offered again, under a new client id. */
export function withdrawn(position: Position, indices: readonly number[]): Position {
  const rungs = position.rungs.map((rung, index) => (indices.includes(index) ? unsent(rung) : rung))
  return { ...position, rungs }
}

function unsent(rung: Rung): Rung {
  const { clientId: _, ...rest } = withoutMissing(rung)
  return { ...rest, state: 'waiting' }
}

/** The same. Without an order, the rung is also fitted to today's rules, like any that was never sent. */
export const sentBack = (position: Position, indices: readonly number[]): Position =>
  withRules(withdrawn(position, indices), position.rules)

/**
 * Rungs count as fired before their market order leaves: an unresolved one is never sent again. What one order does not
 * sell of them waits without an order: their own orders are taken back first. A remainder below one step goes into the
 * next rung, because alone it would be rounded up and oversold.
 */
export function banked(position: OpenPosition, indices: readonly number[], sold: Dec): Identified<'bank'> {
  const [next, ids] = withIds(position, 'bank')
  let left = sold
  const rungs = next.rungs.map((rung, index) => {
    if (!indices.includes(index)) return rung
    const unsold = dec(rung.quantity).minus(left)
    left = unsold.gt(0) ? dec(0) : unsold.neg()
    return unsold.gt(0)
      ? { ...unsent(rung), quantity: unsold.toFixed() }
      : { ...rung, state: 'done' as const }
  })
  return [withRules({ ...next, rungs }, next.rules), ids]
}

/** Banking them was refused: they wait again, unchanged. */
export const unbanked = (position: Position, before: Position, indices: readonly number[]): Position =>
  sentBack({ ...position, rungs: before.rungs }, indices)

export const felt = (position: OpenPosition, sentiment: Sentiment): Position => ({ ...position, sentiment })

/** The mark is doubted from `at` on, or believed again. */
export function doubted(
  { doubt: _, ...position }: OpenPosition,
  why: Doubt | undefined,
  at: number,
): Position {
  return { ...position, ...(why && { doubt: { why, at } }) }
}

/** The position is to be closed; the first reason stays. */
export function closingFor(position: Position, reason: CloseReason, at: number): Position {
  return {
    ...position,
    state: nextState(position.state, 'close'),
    closing: position.closing ?? { reason, at },
  }
}

const withoutMissing = ({ missingSince: _, ...rung }: Rung): Rung => rung

function withRungs(position: Position, indices: readonly number[], change: Partial<Rung>): Position {
  return {
    ...position,
    rungs: position.rungs.map((rung, index) => (indices.includes(index) ? { ...rung, ...change } : rung)),
  }
}
