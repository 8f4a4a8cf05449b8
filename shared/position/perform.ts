import { felt, raised, resized, risen } from '#domain/intentions.ts'
import type { Look } from '#domain/look.ts'
import type { Act, Ended, Improving } from '#domain/move.ts'
import { orderBudget, ordersOf, orderWindow } from '#domain/order-budget.ts'
import type { Context, HeldPosition, MoveContext } from '#ports/context.ts'
import { doubt } from './doubt.ts'
import { ownAlgoOrders, touchOf } from './look.ts'
import { unsound } from './sound.ts'
import { cancel, place } from './stops.ts'
import { bank, offer, trace } from './take-profits.ts'

/** Carries out one move. Answers what is known of the position afterwards, or how protecting it ended. */
export async function perform(
  context: Context,
  held: HeldPosition,
  move: Act,
  look: Look,
): Promise<Look | Ended> {
  const moving = { context, held: held as MoveContext['held'], look }
  const { position } = moving.held
  switch (move.move) {
    case 'place':
      return place(moving, move.order)
    case 'cancel':
      return cancel(moving, move.clientId, move.because)
    case 'look':
      return lookForOrder(moving, move.for)
    case 'touch':
      return { ...look, touch: await touchOf(context, position.symbol) }
    case 'doubt':
      await doubt(context, moving.held, look, move.why)
      return look
    case 'raise-stop':
      return raise(moving, move)
    case 'reach-tier': {
      const next = risen(position, move.tier)
      const refused = unsound(moving, move, next)
      if (refused) return refused
      await held.write(next)
      held.note('tier-reached', { tier: move.tier, mark: look.markPrice })
      return look
    }
    case 'resize': {
      const next = resized(position, move.quantity)
      const refused = unsound(moving, move, next)
      if (refused) return refused
      await held.write(next)
      held.note('quantity-changed', { from: position.openQuantity, to: move.quantity })
      return look
    }
    case 'offer':
      if (!(await mayImprove(moving, 'offer'))) return { ended: 'unfinished', last: move }
      return offer(moving, move.rung)
    case 'trace':
      return trace(moving, move.rung)
    case 'bank':
      return bank(moving, move.rungs, move.quantity)
    case 'note-sentiment':
      await held.write(felt(position, move.sentiment))
      if (move.sentiment !== 'agrees') {
        held.note('sentiment-changed', { side: position.side, sentiment: move.sentiment })
        context.telemetry.count('SentimentWarning')
      }
      return look
    default:
      return move satisfies never
  }
}

async function raise(
  moving: MoveContext,
  move: Extract<Improving, { readonly move: 'raise-stop' }>,
): Promise<Look | Ended> {
  const { context, held, look } = moving
  const { position } = held
  const next = raised(position, move.level, move.tier, move.bridge)
  const refused = unsound(moving, move, next)
  if (refused) return refused
  if (!(await mayImprove(moving, 'raise-stop'))) return { ended: 'unfinished', last: move }
  await held.write(next)
  held.note('stop-raised', {
    from: position.protection.level,
    to: move.level,
    tier: move.tier,
    mark: look.markPrice,
  })
  context.telemetry.count('StopRaised')
  return look
}

/**
 * Whether an improvement may send its orders now. A position that must wait keeps its present stop, and asks again at
 * the next tick.
 */
async function mayImprove({ context, held }: MoveContext, what: keyof typeof ordersOf): Promise<boolean> {
  const window = orderWindow(context.clock.now())
  const may = await context.state.orders.reserve(window, ordersOf[what], orderBudget.improvements)
  if (!may) held.note('improvement-waits', { what, because: 'too many orders in these 10 s' })
  return may
}

/**
 * An order that is acknowledged but not shown yet is given a moment before the book is read again (weight 1). The mark
 * stays the one from the start of the look: a fast market is followed once per tick.
 */
async function lookForOrder({ context, held, look }: MoveContext, clientId: string): Promise<Look> {
  const orders = await ownAlgoOrders(context.exchange, held.position)
  if (!orders.some(order => order.clientId === clientId)) {
    held.note('order-not-shown', { clientId })
    await context.clock.sleep(200)
  }
  return { ...look, orders }
}
