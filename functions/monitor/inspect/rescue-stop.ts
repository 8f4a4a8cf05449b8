import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import { marketStops, type OpenPosition } from '#domain/protection.ts'
import { unlessAskedToWait } from '#exchange/failure.ts'
import { firstStopOrExit } from '#protection/first-stop.ts'
import { ownAlgoOrders } from '#protection/look.ts'
import { stopOrder } from '#protection/orders.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { journal } from './journal.ts'

/**
 * Gives a position without any stop its stop at once, lease or no lease: the lease may be a dead process's and a
 * minute away. The stop's client id is fixed, so a live holder's own is told that it stands already (weight 1).
 */
export async function rescueNaked(desk: InspectDesk, position: Position, quantity: string): Promise<void> {
  if (dec(quantity).isZero()) return
  const orders = await unlessAskedToWait(ownAlgoOrders(desk.exchange, position))
  if (!orders) await rescueUnseen(desk, position, quantity)
  else if (marketStops({ orders }).length === 0) await rescueStop(desk, position, quantity)
}

/**
 * Where nobody may look whether the stop stands, it is sent under its own client id. That weighs nothing, and the
 * exchange refuses to have it twice: only one that was missing is placed, and told.
 */
export async function rescueUnseen(desk: InspectDesk, position: Position, quantity: string): Promise<void> {
  if (dec(quantity).isZero()) return
  const sent = await firstStopOrExit(desk, position, quantity)
  const { stop, exit } = sent
  const isNew = stop.outcome === 'unresolved' || (stop.outcome === 'accepted' && stop.value.algoId)
  if (isNew || exit) await tellRescue(desk, position, { ...sent, quantity })
}

/** Where no stop can stand the exit goes in its place. */
export async function rescueStop(desk: InspectDesk, position: Position, quantity: string): Promise<void> {
  const sent = await firstStopOrExit(desk, position, quantity)
  await tellRescue(desk, position, { ...sent, quantity })
}

type Rescue = Awaited<ReturnType<typeof firstStopOrExit>> & { readonly quantity: string }

async function tellRescue(
  desk: InspectDesk,
  { id: positionId, symbol, protection }: Position,
  { stop, exit, quantity }: Rescue,
): Promise<void> {
  const at = desk.clock.now()
  const { outcome } = stop
  desk.telemetry.warn('stop-rescued', { positionId, symbol, outcome })
  desk.telemetry.count('StopRestored')
  if (exit)
    desk.telemetry.warn('rescued-by-exit', {
      positionId,
      symbol,
      quantity,
      reason: exit.reason,
      outcome: exit.outcome,
    })
  const rescued = { at, event: 'stop-rescued', clientId: protection.primary, outcome }
  await journal(desk, positionId, rescued, ...(exit ? [{ at, event: 'close-sent', ...exit }] : []))
}

/**
 * Brings a position back to its recorded level beside the lease, when the stop that stands is an older one: who was
 * moving it may be dead, and its bridge gone. The bridge's client id is written, so a live holder's is the same.
 */
export async function rescueLevel(
  desk: InspectDesk,
  position: OpenPosition,
  quantity: string,
): Promise<void> {
  const { id: positionId, symbol, protection } = position
  if (!protection.bridge) return
  const { outcome } = await desk.exchange.placeAlgo(stopOrder(position, 'bridge', quantity))
  desk.telemetry.warn('stop-rescued', { positionId, symbol, outcome })
  desk.telemetry.count('StopRestored')
  const rescued = { at: desk.clock.now(), event: 'stop-rescued', clientId: protection.bridge, outcome }
  await journal(desk, positionId, rescued)
}
