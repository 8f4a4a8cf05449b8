import { type Sale, violations } from '#domain/invariants.ts'
import type { Look } from '#domain/look.ts'
import type { Ended, Improving } from '#domain/move.ts'
import type { Position } from '#domain/position.ts'
import type { MoveContext } from '#ports/context.ts'

/**
 * Asked before anything of an improvement is written or sent. One that would break an invariant is refused and told;
 * answered is what is known then, and undefined where all hold. The position stands as it did, and whatever else there
 * is to do goes on; asked for again in spite of that, the look ends.
 */
export function unsound(
  { context, held, look }: MoveContext,
  move: Improving,
  after: Position,
  sale?: Sale,
): Look | Ended | undefined {
  const { position } = held
  const broken = violations({ before: position, after, look, ...(sale && { sale }) })
  if (broken.length === 0) return undefined
  for (const violation of broken) held.note('invariant-broken', { refused: move.move, ...violation })
  context.telemetry.count('InvariantBroken')
  const { withheld = [] } = look
  if (withheld.includes(move.move)) return { ended: 'unfinished', last: move }
  return { ...look, withheld: [...withheld, move.move] }
}
