import type { StepEvents } from '#domain/events/journal.ts'
import { type Sale, violations } from '#domain/invariants.ts'
import type { Look } from '#domain/look.ts'
import type { Ended, Improving } from '#domain/move.ts'
import type { Position } from '#domain/position.ts'
import type { Violation } from '#domain/violation.ts'
import type { Context, HeldPosition, MoveContext } from '#ports/context.ts'

/**
 * Checked before any part of an improvement is written or sent. If an improvement would break an invariant, it is
 * refused and told, and the answer is what is known then; undefined if all invariants hold. The position stays as it
 * was, and the rest of the look goes on; if the same improvement is asked for again, the look ends.
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
  tellBroken(context, held, move.move, broken)
  const { withheld = [] } = look
  if (withheld.includes(move.move)) return { ended: 'unfinished', last: move }
  return { ...look, withheld: [...withheld, move.move] }
}

/** Says what was refused, and for what. */
export function tellBroken(
  { telemetry }: Pick<Context, 'telemetry'>,
  held: HeldPosition,
  refused: StepEvents['invariant-broken']['refused'],
  broken: readonly Violation[],
): void {
  for (const violation of broken) held.note('invariant-broken', { refused, ...violation })
  if (broken.length > 0) telemetry.count('InvariantBroken')
}
