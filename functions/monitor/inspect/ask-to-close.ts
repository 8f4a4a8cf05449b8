import type { CloseReason } from '#domain/position.ts'
import type { BlindLook, Look, Move, OpenPosition } from '#domain/protection.ts'
import { moveDecision } from '#protection/decisions.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { journal } from './journal.ts'

export type Ending = Extract<Move, { readonly move: 'close' | 'settle' }>

/** Closing is close-cleanup's; why it was asked to is written here. */
export async function askToClose(
  desk: InspectDesk,
  position: OpenPosition,
  look: Look | BlindLook,
  move: Ending,
): Promise<CloseReason> {
  const decision = moveDecision(position, look, move)
  await journal(desk, position.id, { at: desk.clock.now(), event: 'decided', ...decision })
  if (move.move === 'settle') return 'external'
  const { id: positionId, symbol } = position
  desk.telemetry.warn('close-decided', { positionId, symbol, ...move, mark: look.markPrice })
  return move.reason
}
