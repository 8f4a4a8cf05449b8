import { closingFor } from '#domain/intentions.ts'
import type { CloseReason } from '#domain/position.ts'
import type { Context, HeldPosition } from '#ports/context.ts'

/**
 * From here on the position is being closed, whichever function finishes it; the first reason stays, and is told once.
 */
export async function beginClosing(
  { clock, telemetry }: Context,
  held: HeldPosition,
  reason: CloseReason,
): Promise<void> {
  if (held.position.state === 'closing') return
  await held.write(closingFor(held.position, reason, clock.now()))
  held.note('closing', { reason })
  if (reason === 'emergency') telemetry.count('EmergencyClose')
}
