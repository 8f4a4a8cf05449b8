import type { NewAlgoOrder } from '#domain/orders.ts'
import { type CloseReason, isFilled, type OpenPosition, type Position } from '#domain/position.ts'
import type { Invocation } from '#ports/context.ts'
import { primaryStop, stopOrder } from '#position/orders.ts'
import { isNew, tellRescue } from './tell-rescue.ts'

/** The stop that was refused unseen, and the open quantity. */
interface Refused {
  readonly quantity: string
  readonly why: CloseReason
  readonly code: number
}

/** The account has as many conditional orders as Binance allows. */
const noRoom = -4045

/**
 * Whether another stop may protect the position although the recorded one was refused and no book may be read. While
 * a stop moves, its bridge or its predecessor stands. Each is sent under its own client id, at the recorded level,
 * because the exchange reports a taken id before it counts orders. A refusal under today's rules proves nothing about
 * orders placed under former ones. Nothing here can tell what the owner of an adopted position has placed.
 */
export async function mayBeHeld(context: Invocation, position: Position, refused: Refused): Promise<boolean> {
  // Past the level no stop protects the position any more.
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
