import { dec } from '#domain/decimal.ts'
import { answered } from '#domain/events/answer.ts'
import { entryOf, type JournalEvents } from '#domain/events/journal.ts'
import { lineOf } from '#domain/events/log.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import type { Context } from '#ports/context.ts'
import { exitAtOnce } from '#position/first-stop.ts'
import { standingOrders } from '#position/standing-orders.ts'
import { hidesQuantity, openQuantity, tradesCancelOut } from './flatten.ts'

/** Why a position that no stop protects is closed. */
const urgent: readonly CloseReason[] = ['emergency', 'stop-crossed', 'unprotectable']

/**
 * What is done for a position while another writer has its lease. That writer may be dead, and its lease may last
 * three quarters of a minute more. A position that no stop protects gets its exit, and orders left by a flat one are
 * cancelled. The function that gets the lease does the rest of the closing.
 */
export async function workBesideLease(
  context: Context,
  positionId: string,
  reason: CloseReason,
): Promise<void> {
  const position = (await context.state.positions.read(positionId))?.item
  if (!position || position.state === 'abandoned') return
  const open = await openQuantity(context, position).catch(error => {
    if (hidesQuantity(error)) return dec(position.openQuantity ?? 0)
    throw error
  })
  if (!open.isZero() && urgent.includes(reason)) {
    const exit = await exitAtOnce(context, position, open.toFixed())
    await tell(context, position, 'close-sent', exit)
  }
  // Cancels nothing of an entry under way: its stop may have been sent before its fill shows.
  if (position.state === 'entering') return
  if (open.isZero() && (await tradesCancelOut(context, position))) await cancelOwn(context, position)
}

/** One by one, by client id: another client's order is not touched. */
async function cancelOwn(context: Context, position: Position): Promise<void> {
  const standing = await standingOrders(context.exchange, position.symbol)
  for (const { clientId, cancel } of standing.filter(({ owner }) => owner?.positionId === position.id)) {
    const answer = answered(await cancel())
    await tell(context, position, 'order-cancelled', { clientId, because: 'its position is flat', ...answer })
  }
}

async function tell<E extends 'close-sent' | 'order-cancelled'>(
  { telemetry, state, clock }: Context,
  { id: positionId, symbol }: Position,
  event: E,
  details: JournalEvents[E],
): Promise<void> {
  const where = { positionId, symbol, beside: 'the lease of another writer' }
  telemetry.warn(event, lineOf<E>(where, details))
  await state.journal.append(positionId, [entryOf(clock.now(), event, details)])
}
