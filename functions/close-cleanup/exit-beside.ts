import type { CloseReason } from '#domain/position.ts'
import type { Desk } from '#protection/desk.ts'
import { exitAtOnce } from '#protection/first-stop.ts'

const urgent: readonly CloseReason[] = ['emergency', 'stop-crossed', 'unprotectable']

/** Whether a position is closed because no stop holds it. */
export const isUrgent = (reason: CloseReason): boolean => urgent.includes(reason)

/**
 * The exit of a position that no stop holds while another writer has its lease: who has it may be dead, and the
 * lease three quarters of a minute away. The rest of closing is for whoever gets the lease.
 */
export async function exitBeside(desk: Desk, positionId: string): Promise<void> {
  const { exchange, state, clock, telemetry } = desk
  const position = (await state.positions.read(positionId))?.item
  if (position?.state !== 'open' && position?.state !== 'closing') return
  const open = await exchange.position(position.symbol)
  if (open?.side !== position.side) return
  const exit = await exitAtOnce(desk, position, open.quantity)
  telemetry.warn('exit-beside-lease', { positionId, ...exit })
  await state.journal.append(positionId, [
    { at: clock.now(), event: 'close-sent', beside: 'a lease', ...exit },
  ])
}
