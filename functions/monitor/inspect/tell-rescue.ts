import { answered } from '#domain/events/answer.ts'
import { entryOf } from '#domain/events/journal.ts'
import type { Position } from '#domain/position.ts'
import type { Invocation } from '#ports/context.ts'
import type { Outcome } from '#ports/exchange.ts'
import type { firstStopOrExit } from '#position/first-stop.ts'
import { journal } from './journal.ts'

type Answer = Outcome<{ readonly algoId?: string }>

/** Whether the stop is new: one that already stood is accepted without an id from the exchange. */
export const isNew = (stop: Answer): boolean =>
  stop.outcome === 'unresolved' || (stop.outcome === 'accepted' && stop.value.algoId !== undefined)

interface Rescue extends Pick<Awaited<ReturnType<typeof firstStopOrExit>>, 'exit'> {
  readonly stop: Answer
  /** The stop's client id; the primary's by default. */
  readonly clientId?: string
}

/** Reports a stop that was placed beside the lease, and the exit that went in its place. */
export async function tellRescue(
  context: Invocation,
  { id: positionId, symbol, protection }: Position,
  { stop, clientId = protection.primary, exit }: Rescue,
): Promise<void> {
  const at = context.clock.now()
  context.telemetry.warn('stop-rescued', { positionId, symbol, clientId, outcome: stop.outcome })
  context.telemetry.count('StopRestored')
  if (exit) {
    const { quantity, reason, outcome } = exit
    context.telemetry.warn('rescued-by-exit', { positionId, symbol, quantity, reason, outcome })
  }
  const rescued = entryOf(at, 'stop-rescued', { clientId, ...answered(stop) })
  await journal(context, positionId, rescued, ...(exit ? [entryOf(at, 'close-sent', exit)] : []))
}
