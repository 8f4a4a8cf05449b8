import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { marketStops } from '#domain/protection.ts'
import { firstStopOrExit } from '#protection/first-stop.ts'
import { ownAlgoOrders } from '#protection/look.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { journal } from './journal.ts'

/**
 * Gives a position without any stop its stop at once, lease or no lease: the lease may be a dead process's and a
 * minute away. The stop's client id is fixed, so a live holder's own is told that it stands already (weight 1).
 */
export async function rescueNaked(desk: InspectDesk, position: Position, quantity: string): Promise<void> {
  if (dec(quantity).isZero()) return
  const orders = await ownAlgoOrders(desk.exchange, position)
  if (marketStops({ orders }).length === 0) await rescueStop(desk, position, quantity)
}

/** A market that is past the stop already gets the exit in its place. */
export async function rescueStop(desk: InspectDesk, position: Position, quantity: string): Promise<void> {
  const { id: positionId, symbol, protection } = position
  const { stop, exit } = await firstStopOrExit(desk, position, quantity)
  const at = desk.clock.now()
  const { outcome } = stop
  desk.telemetry.warn('stop-rescued', { positionId, symbol, outcome })
  desk.telemetry.count('StopRestored')
  if (exit)
    desk.telemetry.warn('rescued-stop-crossed', { positionId, symbol, quantity, outcome: exit.outcome })
  const rescued = { at, event: 'stop-rescued', clientId: protection.primary, outcome }
  await journal(desk, positionId, rescued, ...(exit ? [{ at, event: 'close-sent', ...exit }] : []))
}
