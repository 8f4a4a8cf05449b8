import { dec } from '#domain/decimal.ts'
import { clientIdOf } from '#domain/identity.ts'
import { closingFor } from '#domain/intentions.ts'
import type { PositionRow } from '#domain/messages.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { marketStops } from '#domain/protection.ts'
import { closingSide } from '#domain/side.ts'
import { abandonEntry } from '#protection/abandon.ts'
import { completeEntry, placeFirstStop } from '#protection/complete-entry.ts'
import { type HeldPosition, holding, PositionBusy } from '#protection/desk.ts'
import { ownAlgoOrders } from '#protection/look.ts'
import { resolveEntry } from '#protection/resolve-entry.ts'
import { type InspectDesk, leaseMs } from './inspect-desk.ts'

/**
 * An entry whose executor may be at work or may have crashed. If it filled, its first stop is placed at once,
 * lease or no lease: the stop's client id is fixed, so the executor's own is told that it stands already. An
 * exit in its place only reduces, so it cannot do harm twice either.
 * Once the executor's lease is free, the entry is finished here.
 */
export async function rescueEntry(
  desk: InspectDesk,
  position: Position,
  row: PositionRow,
): Promise<CloseReason | undefined> {
  if (dec(row.quantity).gt(0)) {
    const orders = await ownAlgoOrders(desk.exchange, position)
    if (marketStops({ orders }).length === 0) await rescueStop(desk, position, row.quantity)
  }
  try {
    return await holding(desk, { id: position.id, holder: desk.holder, leaseMs }, held => finish(desk, held))
  } catch (error) {
    if (error instanceof PositionBusy) return undefined
    throw error
  }
}

async function rescueStop(desk: InspectDesk, position: Position, quantity: string): Promise<void> {
  const { id: positionId, symbol, side, deployment } = position
  const stop = await placeFirstStop(desk, position)
  desk.telemetry.warn('first-stop-rescued', { positionId, symbol, outcome: stop.outcome })
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
  desk.telemetry.warn('first-stop-crossed', { positionId, symbol, quantity, outcome: exit.outcome })
}

async function finish(desk: InspectDesk, held: HeldPosition): Promise<CloseReason | undefined> {
  const { position } = held
  if (position.state !== 'entering') return undefined
  const fate = await resolveEntry(desk, position)
  switch (fate.fate) {
    case 'unknown':
      return undefined
    case 'never':
      await abandonEntry(desk, held, { reason: 'no-fill', detail: 'it was interrupted and never happened' })
      return undefined
    case 'filled': {
      const done = await completeEntry(desk, held, fate.quantity)
      if (done.ended !== 'close') return undefined
      if (done.reason !== 'external')
        await held.write(closingFor(held.position, done.reason, desk.clock.now()))
      return done.reason
    }
    default:
      return fate satisfies never
  }
}
