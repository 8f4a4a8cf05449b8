import type { BlindLook, Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Invocation } from '#ports/context.ts'
import type { StoredPosition } from '#ports/state.ts'
import { journal } from './journal.ts'

/**
 * A loss that no touch confirms closes a position at the second look in a row, so the second look must know of the
 * first. If another writer, perhaps a dead one, has the lease, the first is written beside the position instead of
 * into it.
 */

/** The longest time until the next look while the exchange asks to wait. */
const inARowMs = timing.watch.limited.thenEvery + timing.watch.tick

/** The position, with the previous look's verdict on its mark. */
export function withLossBeside<P extends Position>(
  { clock }: Pick<Invocation, 'clock'>,
  position: P,
  { lossUnreadAt: at }: Pick<StoredPosition, 'lossUnreadAt'>,
): P {
  if (at === undefined || clock.now() - at > inARowMs) return position
  return { ...position, doubt: { why: 'loss-unread', at } }
}

/** A second look at a loss must belong to another tick, however close together two runs of the watch are. */
const nextLookMs = 5_000

/** Whether the previous look also found an unconfirmed loss. */
export function lossAgain(
  { clock }: Pick<Invocation, 'clock'>,
  { doubt }: Pick<Position, 'doubt'>,
): Pick<Look, 'lossAgain'> {
  const isAgain = doubt?.why === 'loss-unread' && clock.now() - doubt.at >= nextLookMs
  return isAgain ? { lossAgain: true } : {}
}

/**
 * Writes beside the position whether this look doubts the mark, because the lease keeps it from writing into
 * the record.
 */
export async function noteBeside(
  context: Invocation,
  { id: positionId, symbol, doubt }: Position,
  { markPrice: mark = 'none', touch }: Look | BlindLook,
  move: Move,
): Promise<void> {
  if (move.move !== 'doubt') return
  const { why } = move
  const at = context.clock.now()
  const isLoss = why === 'loss-unread'
  if (!isLoss && doubt?.why !== 'loss-unread') return
  await context.state.positions.noteLoss(positionId, isLoss ? at : undefined)
  if (!isLoss) return
  context.telemetry.warn('mark-doubted', { positionId, symbol, why, mark, touch })
  context.telemetry.count('MarkDoubted')
  await journal(context, positionId, { at, event: 'mark-doubted', why, mark, touch })
}
