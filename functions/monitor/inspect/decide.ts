import { askMove } from '#decisions/ask.ts'
import type { BlindLook, Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { OpenPosition } from '#domain/position.ts'
import type { Invocation } from '#ports/context.ts'
import { touchOf } from '#position/look.ts'

/** The next move, and the look that decided it. If the mark alone must not decide, bid and ask are read first. */
export async function decide<L extends Look | BlindLook>(
  context: Invocation,
  position: OpenPosition,
  look: L,
): Promise<{ readonly look: L; readonly move: Move }> {
  const move = askMove(context, position, look)
  if (move.move !== 'touch') return { look, move }
  const sure = { ...look, touch: await touchOf(context, position.symbol) }
  return { look: sure, move: askMove(context, position, sure) }
}
