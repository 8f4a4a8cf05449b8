import { moveDecision } from '#decisions/record.ts'
import type { BlindLook, Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { CloseReason, OpenPosition } from '#domain/position.ts'
import type { Invocation } from '#ports/context.ts'
import { journal } from './journal.ts'

export type Ending = Extract<Move, { readonly move: 'close' | 'settle' }>

/** Close-cleanup does the closing; the reason is written here. */
export async function askToClose(
  context: Invocation,
  position: OpenPosition,
  look: Look | BlindLook,
  move: Ending,
): Promise<CloseReason> {
  const decision = moveDecision(position, look, move)
  await journal(context, position.id, { at: context.clock.now(), event: 'decided', ...decision })
  if (move.move === 'settle') return 'external'
  const { id: positionId, symbol } = position
  context.telemetry.warn('close-decided', { positionId, symbol, ...move, mark: look.markPrice })
  return move.reason
}
