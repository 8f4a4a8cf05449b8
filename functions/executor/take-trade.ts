import { hash } from 'node:crypto'
import { isEntry } from '#domain/admission.ts'
import type { CloseMessage, TradeMessage } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import type { Signal } from '#domain/signal.ts'
import { isClosedBy } from '#domain/succession.ts'
import type { Queue } from '#ports/queue.ts'
import type { EntryContext } from './entry-context.ts'
import { openPosition } from './open-position.ts'
import { refuse } from './refuse.ts'

export interface TradeContext extends EntryContext {
  readonly closeQueue: Queue
}

/** Acts on one accepted signal: opens a position, or passes a CLOSE on to close-cleanup. */
export async function takeTrade(context: TradeContext, { signal }: TradeMessage): Promise<void> {
  if (!isEntry(signal)) return passClose(context, signal)
  const opened = await openPosition(context, signal)
  switch (opened.opened) {
    case 'refused-before':
      return
    case 'refused':
      return refuse(context, signal, opened)
    case 'not':
      return refuse(context, signal, opened.refusal)
    case 'close':
      await requestClose(context, signal, { v: 1, positionId: opened.positionId, reason: opened.reason })
      break
    case 'open':
    case 'already':
      break
    default:
      opened satisfies never
  }
  await context.state.signals.settle(signal.id, { verdict: 'accepted', positionId: opened.positionId })
}

/**
 * A CLOSE closes the position that was opened by a signal stamped no later; it has come after its entry. The wish is
 * written before any message is sent: whatever becomes of the message, the next look at the position closes it.
 */
async function passClose(context: TradeContext, signal: Signal): Promise<void> {
  const account = await context.state.account.read()
  const slot = account.item.slots[signal.symbol]
  if (!slot)
    return refuse(context, signal, {
      reason: 'nothing-open',
      detail: `${signal.symbol} has no open position`,
    })
  const stored = await context.state.positions.read(slot.positionId)
  if (stored && !isClosedBy(openerOf(stored.item), signal)) {
    return refuse(context, signal, {
      reason: 'superseded',
      detail: `${slot.positionId} was opened by a later signal`,
    })
  }
  const { positionId } = slot
  const wish = { reason: 'signal', at: context.clock.now(), signalId: signal.id } as const
  if (!(await context.state.positions.wishClose(positionId, wish)))
    throw new Error(`The slot of ${signal.symbol} names ${positionId}, but there is no such item to close`)
  await requestClose(context, signal, { v: 1, positionId, reason: wish.reason })
  context.telemetry.info('close-requested', {
    positionId,
    symbol: signal.symbol,
    source: signal.source,
  })
  await context.state.signals.settle(signal.id, { verdict: 'accepted', positionId })
}

const openerOf = ({ side, signalAt }: Position) =>
  ({ action: side === 'long' ? 'BUY' : 'SELL', at: signalAt }) as const

/**
 * One message for each signal that asks for it: an earlier one may have been withdrawn, and the queue forgets none
 * for minutes.
 */
async function requestClose(context: TradeContext, { id }: Signal, message: CloseMessage): Promise<void> {
  const deduplicationId = hash('sha256', id, 'hex')
  await context.closeQueue.send(message, { group: message.positionId, deduplicationId })
}
