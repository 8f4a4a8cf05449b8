import { isEntry } from '#domain/admission.ts'
import type { TradeMessage } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import type { Signal } from '#domain/signal.ts'
import { endsOpen } from '#domain/succession.ts'
import { openPosition } from './open-position.ts'
import { refuse } from './refuse.ts'
import { closeFor, requestClose, type TurnContext } from './turn-position.ts'

/** Acts on one accepted signal: opens a position, or asks close-cleanup to close the position that the signal ends. */
export async function takeTrade(context: TurnContext, { signal }: TradeMessage): Promise<void> {
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
      await requestClose(context.closeQueue, signal.id, {
        v: 1,
        positionId: opened.positionId,
        reason: opened.reason,
      })
      break
    case 'turned':
    case 'open':
    case 'already':
      break
    default:
      opened satisfies never
  }
  await context.state.signals.settle(signal.id, { verdict: 'accepted', positionId: opened.positionId })
}

/**
 * A CLOSE closes a position whose signal was stamped no later than the CLOSE, or within the same second: the entry
 * came first.
 */
async function passClose(context: TurnContext, signal: Signal): Promise<void> {
  const account = await context.state.account.read()
  const slot = account.item.slots[signal.symbol]
  if (!slot)
    return refuse(context, signal, {
      reason: 'nothing-open',
      detail: `${signal.symbol} has no open position`,
    })
  const stored = await context.state.positions.read(slot.positionId)
  if (stored && !endsOpen(openerOf(stored.item), signal)) {
    return refuse(context, signal, {
      reason: 'superseded',
      detail: `${slot.positionId} was opened by a later signal`,
    })
  }
  const { positionId } = slot
  await closeFor(context, signal, { positionId, reason: 'signal' })
  await context.state.signals.settle(signal.id, { verdict: 'accepted', positionId })
}

const openerOf = ({ side, signalAt }: Position) =>
  ({ action: side === 'long' ? 'BUY' : 'SELL', at: signalAt }) as const
