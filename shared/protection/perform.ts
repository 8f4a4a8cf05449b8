import { felt, raised, resized, risen } from '#domain/intentions.ts'
import type { Look } from '#domain/protection.ts'
import type { Desk, HeldPosition } from './desk.ts'
import { doubt } from './doubt.ts'
import { mayImprove } from './improve.ts'
import { ownAlgoOrders, touchOf } from './look.ts'
import type { Act, Ended, Scene } from './scene.ts'
import { cancel, place } from './stops.ts'
import { bank, offer, trace } from './take-profits.ts'

/** Carries out one move. Answers what is known of the position afterwards, or how protecting it ended. */
export async function perform(desk: Desk, held: HeldPosition, move: Act, look: Look): Promise<Look | Ended> {
  const scene = { desk, held: held as Scene['held'], look }
  const { position } = scene.held
  switch (move.move) {
    case 'place':
      return place(scene, move.order)
    case 'cancel':
      return cancel(scene, move.clientId, move.because)
    case 'look':
      return lookForOrder(scene, move.for)
    case 'touch':
      return { ...look, touch: await touchOf(desk, position.symbol) }
    case 'doubt':
      await doubt(desk, scene.held, look, move.why)
      return look
    case 'raise':
      if (!(await mayImprove(scene, 'raise'))) return { ended: 'unfinished', last: move }
      await held.write(raised(position, move.level, move.tier))
      held.note('stop-raised', {
        from: position.protection.level,
        to: move.level,
        tier: move.tier,
        mark: look.markPrice,
      })
      desk.telemetry.count('StopRaised')
      return look
    case 'rise':
      await held.write(risen(position, move.tier))
      held.note('tier-reached', { tier: move.tier, mark: look.markPrice })
      return look
    case 'resize':
      await held.write(resized(position, move.quantity))
      held.note('quantity-changed', { from: position.openQuantity, to: move.quantity })
      return look
    case 'offer':
      if (!(await mayImprove(scene, 'offer'))) return { ended: 'unfinished', last: move }
      return offer(scene, move.rung)
    case 'trace':
      return trace(scene, move.rung)
    case 'bank':
      return bank(scene, move.rungs, move.quantity)
    case 'feel':
      await held.write(felt(position, move.sentiment))
      if (move.sentiment !== 'agrees') {
        held.note('sentiment-changed', { side: position.side, sentiment: move.sentiment })
        desk.telemetry.warn('sentiment', { positionId: position.id, sentiment: move.sentiment })
        desk.telemetry.count('SentimentWarning')
      }
      return look
    default:
      return move satisfies never
  }
}

/**
 * An order that is acknowledged but not shown yet is given a moment before the book is read again (weight 1).
 * The mark stays the one that the look began with: a fast market is followed once per tick.
 */
async function lookForOrder({ desk, held, look }: Scene, clientId: string): Promise<Look> {
  const orders = await ownAlgoOrders(desk.exchange, held.position)
  if (!orders.some(order => order.clientId === clientId)) {
    held.note('order-not-shown', { clientId })
    await desk.clock.sleep(200)
  }
  return { ...look, orders }
}
