import { answered } from '#domain/events/answer.ts'
import { stoodDown, withoutReduceOnly } from '#domain/intentions.ts'
import { type Look, marketStops, type StopOrder } from '#domain/look.ts'
import type { Ended } from '#domain/move.ts'
import { levelOnTick } from '#domain/refit.ts'
import { restBeforeResend } from '#domain/retry.ts'
import type { MoveContext } from '#ports/context.ts'
import type { Refused } from '#ports/exchange.ts'
import { isOverLimit, tellsOfOtherRules } from '#ports/refusal.ts'
import { lookAgain } from './look.ts'
import { acknowledged, stopOrder } from './orders.ts'
import { isGone } from './standing-orders.ts'
import { learnRules } from './todays-rules.ts'

/** Places a stop under the client id that was written for it. */
export async function place(moving: MoveContext, order: StopOrder): Promise<Look | Ended> {
  const { context, held, look } = moving
  // A level from another day's tick cannot be placed any more; a stop that stands there may stay.
  const protection = order === 'backup' ? undefined : levelOnTick(held.position)
  if (protection) await held.write({ ...held.position, protection })
  const stop = stopOrder(held.position, order, look.quantity)
  const answer = await context.exchange.placeAlgo(stop)
  held.note('stop-sent', {
    order,
    ...stop,
    ...(!hasMarketStop(look) && { restores: true as const }),
    ...answered(answer),
  })
  if (answer.outcome === 'accepted') return { ...look, orders: [...look.orders, acknowledged(stop)] }
  // Absence is never proven in the algo book: if the look does not show the order, the same client id is sent again.
  if (answer.outcome === 'unresolved') return lookAgain(context.exchange, held.position, look)
  return refused(moving, order, answer)
}

async function refused(
  moving: MoveContext,
  order: StopOrder,
  { code, blame, message }: Refused,
): Promise<Look | Ended> {
  const { context, held, look } = moving
  if (blame !== 'order') {
    // A client over the limit makes it worse by asking: a position with a stop waits for the next tick.
    if (isOverLimit(code) && hasMarketStop(look))
      return { ended: 'unfinished', last: { move: 'place', order } }
    await context.clock.sleep(restBeforeResend(held.position.id))
    return look
  }
  switch (code) {
    case -2021: // The market is at the level already.
      if (order === 'bridge') return lookAgain(context.exchange, held.position, look)
      if (order === 'primary' && !hasMarketStop(look)) return { ended: 'close', reason: 'stop-crossed' }
      return { ended: 'unfinished', last: { move: 'place', order } }
    case -1106: // Reduce-only is not taken here: the primary stands alone.
      if (order === 'primary') break
      held.note('algo-reduce-only-refused', { code, message })
      await held.write(withoutReduceOnly(held.position))
      return look
    case -4130: // A closePosition stop stands that this look does not show.
    case -4509: {
      // No position any more, or none shown yet.
      await context.clock.sleep(restBeforeResend(held.position.id))
      const next = await lookAgain(context.exchange, held.position, look)
      if (hasMarketStop(next) || next.quantity === '0') return next
      return { ended: 'unfinished', last: { move: 'place', order } }
    }
  }
  const { id: positionId, symbol } = held.position
  context.telemetry.warn('stop-refused', { positionId, symbol, order, code, message })
  if (order === 'bridge') await standDown(moving)
  if (tellsOfOtherRules(code) && (await learnRules(context, held))) return look
  // A position without a market stop must have its exit on the way.
  if (order === 'primary' && !hasMarketStop(look)) return { ended: 'close', reason: 'unprotectable' }
  if (order === 'primary') return { ended: 'unfinished', last: { move: 'place', order } }
  // The present stop stays, and the rest of the look is not delayed by this.
  return { ...look, refused: [...(look.refused ?? []), order] }
}

/** A raise whose first stop is refused did not happen: the record says what stands. */
async function standDown({ held, look }: MoveContext): Promise<void> {
  const stands = marketStops(look).find(stop => stop.closePosition)
  if (!stands || stands.clientId === held.position.protection.primary) return
  const { level } = held.position.protection
  const backup = look.orders.find(order => order.type === 'STOP')
  await held.write(stoodDown(held.position, stands, backup))
  held.note('raise-refused', { from: level, to: stands.triggerPrice })
}

const hasMarketStop = (look: Look) => marketStops(look).length > 0

/** Cancels one order of the position; an order that is gone already counts as cancelled. */
export async function cancel(moving: MoveContext, clientId: string, because: string): Promise<Look> {
  const { context, held, look } = moving
  const answer = await context.exchange.cancelAlgo(held.position.symbol, clientId)
  held.note('order-cancelled', { clientId, because, ...answered(answer) })
  if (!isGone(answer)) return lookAgain(context.exchange, held.position, look)
  const after = { ...look, orders: look.orders.filter(order => order.clientId !== clientId) }
  if (hasMarketStop(look) && !hasMarketStop(after)) context.telemetry.count('StopMovedNaked')
  return after
}
