import { askMove } from '#decisions/ask.ts'
import { moveDecision } from '#decisions/record.ts'
import type { Look } from '#domain/look.ts'
import type { Move, Protected } from '#domain/move.ts'
import { isFilled } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import { perform } from './perform.ts'

/** A whole ratchet with a banked and an offered rung takes 16 moves. */
const mostMoves = 32

/**
 * Does move after move until the position is protected as its rules ask. Every intent is written before its request
 * leaves, so that this can stop anywhere and the next look can resume it.
 */
export async function protect(context: Context, held: HeldPosition, first: Look): Promise<Protected> {
  let look = first
  let last: Move = { move: 'hold' }
  for (let count = 0; count < mostMoves; count++) {
    if (!isFilled(held.position)) throw new Error(`Position ${held.position.id} was never filled`)
    last = askMove(context, held.position, look)
    if (last.move === 'hold') return { ended: 'protected' }
    held.decided('decided', moveDecision(held.position, look, last))
    if (last.move === 'settle') return { ended: 'close', reason: 'external' }
    if (last.move === 'close') {
      held.note('close-decided', { reason: last.reason, marginPnl: last.marginPnl, mark: look.markPrice })
      return { ended: 'close', reason: last.reason }
    }
    const next = await perform(context, held, last, look)
    if ('ended' in next) return next
    look = next
  }
  held.note('protection-unfinished', { move: last })
  return { ended: 'unfinished', last }
}
