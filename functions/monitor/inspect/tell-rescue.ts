import type { Position } from '#domain/position.ts'
import type { Outcome } from '#exchange/port.ts'
import type { firstStopOrExit } from '#protection/first-stop.ts'
import type { InspectDesk } from './inspect-desk.ts'
import { journal } from './journal.ts'

type Answer = Outcome<{ readonly algoId?: string }>

/** Whether the stop did not stand before: one that did is accepted without an id of the exchange's. */
export const isNew = (stop: Answer): boolean =>
  stop.outcome === 'unresolved' || (stop.outcome === 'accepted' && stop.value.algoId !== undefined)

interface Rescue extends Pick<Awaited<ReturnType<typeof firstStopOrExit>>, 'exit'> {
  readonly stop: Answer
  /** Of the stop; the primary's where not said. */
  readonly clientId?: string
}

/** Tells of a stop that was placed beside the lease, and of the exit that went in its place. */
export async function tellRescue(
  desk: InspectDesk,
  { id: positionId, symbol, protection }: Position,
  { stop: { outcome }, clientId = protection.primary, exit }: Rescue,
): Promise<void> {
  const at = desk.clock.now()
  desk.telemetry.warn('stop-rescued', { positionId, symbol, outcome })
  desk.telemetry.count('StopRestored')
  if (exit) {
    const { quantity, reason, outcome } = exit
    desk.telemetry.warn('rescued-by-exit', { positionId, symbol, quantity, reason, outcome })
  }
  const rescued = { at, event: 'stop-rescued', clientId, outcome }
  await journal(desk, positionId, rescued, ...(exit ? [{ at, event: 'close-sent', ...exit }] : []))
}
