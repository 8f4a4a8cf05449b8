import type { BlindLook } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import { type CloseReason, isFilled, type OpenPosition } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import type { Invocation, MoveContext } from '#ports/context.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import { UnreadRow } from '#ports/unread-row.ts'
import { doubt } from '#position/doubt.ts'
import { holding, PositionBusy } from '#position/lease.ts'
import { askToClose } from './ask-to-close.ts'
import { decide } from './decide.ts'
import { noteBeside } from './loss-beside.ts'
import { rescueUnseen } from './rescue-stop.ts'

const { lease: leaseMs } = timing.functions.inspect

/**
 * If the orders cannot be read, danger does not wait for them; everything else fails with the read. If the exchange
 * asked to wait with reading them, nothing has failed: the stop is ensured unseen.
 */
export async function watchBlind(
  context: Invocation,
  position: OpenPosition,
  blind: BlindLook,
  { failure, wished }: { readonly failure: unknown; readonly wished: CloseReason | undefined },
): Promise<CloseReason | undefined> {
  const { id: positionId, symbol } = position
  if (failure instanceof UnreadRow) context.telemetry.count('RowUnread')
  const { look, move } = await decide(context, position, blind)
  if (move.move === 'close') {
    if (!isAskedToWait(failure)) context.telemetry.error('orders-unread', failure, { positionId, symbol })
    return askToClose(context, position, look, move)
  }
  if (isAskedToWait(failure)) await rescueUnseen(context, position, look.quantity)
  if (wished) return wished
  // The next look must know that this one found an unconfirmed loss.
  if (move.move === 'doubt') await writeDoubt(context, position, look, move)
  if (!isAskedToWait(failure)) throw failure
  return undefined
}

/** Into the position's record, or beside it while another writer has the lease. */
async function writeDoubt(
  context: Invocation,
  position: OpenPosition,
  look: BlindLook,
  move: Extract<Move, { readonly move: 'doubt' }>,
): Promise<void> {
  try {
    await holding(context, { id: position.id, holder: context.holder, leaseMs }, async held => {
      if (held.position.state === 'open' && isFilled(held.position))
        await doubt(context, held as MoveContext['held'], look, move.why)
    })
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    await noteBeside(context, position, look, move)
  }
}
