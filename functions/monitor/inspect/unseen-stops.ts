import type { NewAlgoOrder } from '#domain/orders.ts'
import { type CloseReason, isFilled, type OpenPosition, type Position } from '#domain/position.ts'
import type { Invocation } from '#ports/context.ts'
import { primaryStop, stopOrder } from '#position/orders.ts'
import { isNew, tellRescue } from './tell-rescue.ts'

/** What was refused, unseen, and what is open. */
interface Refused {
  readonly quantity: string
  readonly why: CloseReason
  readonly code: number
}

/** The account holds as many conditional orders as it may. */
const noRoom = -4045

/**
 * Whether a stop may hold the position although the recorded one was refused, where no book may be read. While a stop
 * moves, its bridge or its predecessor stands: each is sent under its own client id, at the recorded level, because the
 * exchange tells of an id that is taken before it counts orders. A refusal by other rules proves nothing of what was
 * placed by former ones, nor can anything here tell what the owner of a position that was taken over has placed.
 */
export async function mayBeHeld(context: Invocation, position: Position, refused: Refused): Promise<boolean> {
  // Past the level nothing is held any more.
  if (refused.why === 'stop-crossed' || !isFilled(position)) return false
  if (refused.code !== noRoom || position.foundAt !== undefined) return true
  for (const stop of othersOf(position, refused.quantity)) {
    const answer = await context.exchange.placeAlgo(stop)
    if (answer.outcome === 'refused' && answer.blame === 'order') continue
    if (isNew(answer)) await tellRescue(context, position, { stop: answer, clientId: stop.clientId })
    return true
  }
  return false
}

function othersOf(position: OpenPosition, quantity: string): readonly NewAlgoOrder[] {
  const { former, bridge } = position.protection
  return [
    ...(former === undefined ? [] : [{ ...primaryStop(position), clientId: former }]),
    ...(bridge === undefined ? [] : [stopOrder(position, 'bridge', quantity)]),
  ]
}
