import { admissionAt } from '#decisions/ask.ts'
import { isEntry } from '#domain/admission.ts'
import { positionIdOf } from '#domain/identity.ts'
import type { TradeMessage } from '#domain/messages.ts'
import { restBeforeRetry, restOfWait } from '#domain/retry.ts'
import type { Signal } from '#domain/signal.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import { PositionBusy } from '#position/lease.ts'
import { type RefusingContext, refuse } from './refuse.ts'

/** A trade message as it came, and the way to have it come again sooner than its queue would give it back. */
export interface Delivery {
  readonly message: TradeMessage
  handBack(restMs: number): Promise<void>
}

/**
 * Takes one delivery of a signal. Where it fails before there is a position, nothing has begun: it is tried again
 * soon, and once it is too old it is refused with what kept it. From then on the queue's own pace is soon enough: the
 * watch looks after what was begun. Only what the exchange asks to wait for is over sooner, and a CLOSE may be behind it
 * in the queue: it comes again then. Throws what `take` throws, for the queue to keep the message.
 */
export async function deliver(
  context: RefusingContext,
  { message: { signal }, handBack }: Delivery,
  take: () => Promise<void>,
): Promise<void> {
  try {
    await take()
  } catch (error) {
    // What is at the symbol just now is not a failure yet.
    if (error instanceof PositionBusy) throw error
    if (!(await beginsAgain(context, signal, error, handBack))) return
    // Nor is that the exchange asks to wait.
    if (!isAskedToWait(error)) context.telemetry.count('EntryFailed')
    throw error
  }
}

/** False when the signal was refused for good. Whatever fails here, the queue gives the message back by itself. */
async function beginsAgain(
  context: RefusingContext,
  signal: Signal,
  error: unknown,
  handBack: Delivery['handBack'],
): Promise<boolean> {
  const { state, clock, configuration, telemetry } = context
  try {
    const failure = error instanceof Error ? error.message : String(error)
    await state.signals.noteFailure(signal.id, failure)
    const begun = await state.positions.read(positionIdOf(signal.id))
    const now = clock.now()
    if (begun) {
      if (isAskedToWait(error)) await handBack(restOfWait(error.rest.until - now))
      return true
    }
    const [stale, decision] = admissionAt('executor', configuration, now).signal(signal)
    if (stale && isEntry(signal)) {
      await refuse(context, signal, { ...stale, decisions: [decision] })
      return false
    }
    const goodForMs = isEntry(signal) ? configuration.signalMaxAgeSeconds * 1000 : undefined
    await handBack(restBeforeRetry(now - signal.at, goodForMs))
  } catch (trouble) {
    telemetry.error('not-handed-back', trouble, { signalId: signal.id })
  }
  return true
}
