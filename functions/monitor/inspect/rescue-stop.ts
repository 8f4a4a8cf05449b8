import { dec } from '#domain/decimal.ts'
import { isCovered } from '#domain/look.ts'
import type { OpenPosition, Position } from '#domain/position.ts'
import type { Invocation } from '#ports/context.ts'
import { unlessAskedToWait } from '#ports/exchange-error.ts'
import { tellsOfOtherRules } from '#ports/refusal.ts'
import { firstStopOrExit } from '#position/first-stop.ts'
import { ownAlgoOrders } from '#position/look.ts'
import { stopOrder } from '#position/orders.ts'
import { underTodaysRules } from '#position/todays-rules.ts'
import { isNew, tellRescue } from './tell-rescue.ts'
import { mayBeHeld } from './unseen-stops.ts'

/**
 * Places the stop of a position that no stop would close completely. It does so at once, lease or no lease: the lease
 * may be a dead process's and last another minute. The stop's client id is fixed, so a live holder's own request
 * learns that it already stands (weight 1).
 */
export async function rescueNaked(context: Invocation, position: Position, quantity: string): Promise<void> {
  if (dec(quantity).isZero()) return
  const orders = await unlessAskedToWait(ownAlgoOrders(context.exchange, position))
  if (!orders) await rescueUnseen(context, position, quantity)
  else if (!isCovered({ orders }, quantity)) await rescueStop(context, position, quantity)
}

/**
 * When no request may ask whether the stop stands, it is sent again under its own client id. That weighs
 * nothing, and the exchange refuses a duplicate: only a missing stop is placed, and logged. The exit is sent
 * only when no other stop can be standing either.
 */
export async function rescueUnseen(context: Invocation, position: Position, quantity: string): Promise<void> {
  if (dec(quantity).isZero()) return
  const sent = await firstStopOrExit(context, position, quantity, (why, code) =>
    mayBeHeld(context, position, { quantity, why, code }),
  )
  if (isNew(sent.stop) || sent.exit) await tellRescue(context, position, sent)
}

/** If no stop can stand, the exit is sent in its place. */
export async function rescueStop(context: Invocation, position: Position, quantity: string): Promise<void> {
  await tellRescue(context, position, await firstStopOrExit(context, position, quantity))
}

/**
 * Brings a position back to its recorded level beside the lease when the standing stop is an older one: the
 * function that was moving it may be dead, and its bridge gone. The bridge's client id is in the record, so a
 * live holder's bridge is the same.
 */
export async function rescueLevel(
  context: Invocation,
  position: OpenPosition,
  quantity: string,
): Promise<void> {
  const { bridge } = position.protection
  if (!bridge) return
  let stop = await context.exchange.placeAlgo(stopOrder(position, 'bridge', quantity))
  if (stop.outcome === 'refused' && tellsOfOtherRules(stop.code)) {
    const today = await underTodaysRules(context, position)
    stop = await context.exchange.placeAlgo(stopOrder(today, 'bridge', quantity))
  }
  await tellRescue(context, position, { stop, clientId: bridge })
}
