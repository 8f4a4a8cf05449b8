import type { CloseReason } from '#domain/position.ts'
import { type BlindLook, isFilled, type Move, type OpenPosition } from '#domain/protection.ts'
import { timing } from '#domain/timing.ts'
import { isAskedToWait } from '#exchange/failure.ts'
import { UnreadRow } from '#exchange/unread-row.ts'
import { holding, PositionBusy } from '#protection/desk.ts'
import { doubt } from '#protection/doubt.ts'
import type { Scene } from '#protection/scene.ts'
import { askToClose } from './ask-to-close.ts'
import { decide } from './decide.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { noteBeside } from './loss-beside.ts'
import { rescueUnseen } from './rescue-stop.ts'

const { lease: leaseMs } = timing.functions.inspect

/**
 * Danger does not wait for orders that cannot be read; everything else does, and fails with them. Where the exchange
 * asked to wait with reading them nothing has failed: the stop is made sure of, unseen.
 */
export async function watchBlind(
  desk: InspectDesk,
  position: OpenPosition,
  blind: BlindLook,
  { failure, wished }: { readonly failure: unknown; readonly wished: CloseReason | undefined },
): Promise<CloseReason | undefined> {
  const { id: positionId, symbol } = position
  if (failure instanceof UnreadRow) desk.telemetry.count('RowUnread')
  const { look, move } = await decide(desk, position, blind)
  if (move.move === 'close') {
    if (!isAskedToWait(failure)) desk.telemetry.error('orders-unread', failure, { positionId, symbol })
    return askToClose(desk, position, look, move)
  }
  if (isAskedToWait(failure)) await rescueUnseen(desk, position, look.quantity)
  if (wished) return wished
  // The next look must know that this one found a loss which nothing confirmed.
  if (move.move === 'doubt') await writeDoubt(desk, position, look, move)
  if (!isAskedToWait(failure)) throw failure
  return undefined
}

/** Into the position, or while another writer has it beside it. */
async function writeDoubt(
  desk: InspectDesk,
  position: OpenPosition,
  look: BlindLook,
  move: Extract<Move, { readonly move: 'doubt' }>,
): Promise<void> {
  try {
    await holding(desk, { id: position.id, holder: desk.holder, leaseMs }, async held => {
      if (held.position.state === 'open' && isFilled(held.position))
        await doubt(desk, held as Scene['held'], look, move.why)
    })
  } catch (error) {
    if (!(error instanceof PositionBusy)) throw error
    await noteBeside(desk, position, look, move)
  }
}
