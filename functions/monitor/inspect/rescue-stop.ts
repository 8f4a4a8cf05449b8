import { dec } from '#domain/decimal.ts'
import { clientIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { marketStops } from '#domain/protection.ts'
import { closingSide } from '#domain/side.ts'
import { placeFirstStop } from '#protection/complete-entry.ts'
import { ownAlgoOrders } from '#protection/look.ts'
import type { InspectDesk } from './inspect-desk.ts'

/**
 * Gives a position without any stop its stop at once, lease or no lease: the lease may be a dead process's and a
 * minute away. The stop's client id is fixed, so a live holder's own is told that it stands already (weight 1).
 */
export async function rescueNaked(desk: InspectDesk, position: Position, quantity: string): Promise<void> {
  if (dec(quantity).isZero()) return
  const orders = await ownAlgoOrders(desk.exchange, position)
  if (marketStops({ orders }).length === 0) await rescueStop(desk, position, quantity)
}

/** A market that is past the stop already gets the exit in its place; it only reduces, so twice does no harm. */
export async function rescueStop(desk: InspectDesk, position: Position, quantity: string): Promise<void> {
  const { id: positionId, symbol, side, deployment } = position
  const stop = await placeFirstStop(desk, position)
  desk.telemetry.warn('stop-rescued', { positionId, symbol, outcome: stop.outcome })
  desk.telemetry.count('StopRestored')
  if (stop.outcome !== 'refused' || stop.code !== -2021) return
  // The market is past the stop already, and the lease may be a minute away: the exit goes out instead.
  const exit = await desk.exchange.place({
    type: 'MARKET',
    reduceOnly: true,
    symbol,
    side: closingSide(side),
    quantity,
    clientId: clientIdOf(deployment, positionId, 'close', 0),
  })
  desk.telemetry.warn('rescued-stop-crossed', { positionId, symbol, quantity, outcome: exit.outcome })
}
