import { hash } from 'node:crypto'
import { groupOf, tradeOf } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import { sideOf } from '#domain/signal.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import type { Queue } from '#ports/queue.ts'

export interface HandingContext extends Context {
  readonly tradeQueue: Queue
}

/**
 * Hands the signal that flips a position back to the trade queue once the position is over: the executor judges it
 * like any other. The signal recorded beside a position no longer changes once the position is over, and a signal
 * sent twice leads to one position. Returns the signal's id if the position was closed for it, so that the cooldown
 * after this close does not hold the signal up.
 */
export async function handOn(context: HandingContext, held: HeldPosition): Promise<string | undefined> {
  const { position } = held
  const flip = (await context.state.positions.read(position.id))?.flip
  if (!flip) return undefined
  const { signal } = flip
  await context.tradeQueue.send(tradeOf(signal), {
    group: groupOf(signal.symbol),
    deduplicationId: hash('sha256', `flip ${position.id} ${signal.id}`, 'hex'),
  })
  held.note('flip-follows', { signalId: signal.id, side: sideOf(signal.action) })
  return wasClosedFor(position) ? signal.id : undefined
}

const wasClosedFor = ({ closing }: Position): boolean => closing?.reason === 'flip'
