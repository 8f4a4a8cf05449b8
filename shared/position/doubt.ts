import { doubted } from '#domain/intentions.ts'
import type { BlindLook, Look } from '#domain/look.ts'
import type { Doubt } from '#domain/position.ts'
import type { Context, MoveContext } from '#ports/context.ts'

/** Writes that the mark is doubted, or believed again; the operator hears of the first only. */
export async function doubt(
  { clock, telemetry }: Context,
  held: MoveContext['held'],
  { markPrice, touch }: Look | BlindLook,
  why: Doubt | undefined,
): Promise<void> {
  await held.write(doubted(held.position, why, clock.now()))
  const seen = { mark: markPrice ?? 'none', touch }
  if (!why) {
    held.note('mark-believed', seen)
    return
  }
  held.note('mark-doubted', { why, ...seen })
  telemetry.count('MarkDoubted')
}
