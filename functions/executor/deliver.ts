import { admissionAt } from '#decisions/ask.ts'
import { isEntry } from '#domain/admission.ts'
import { positionIdOf } from '#domain/identity.ts'
import type { TradeMessage } from '#domain/messages.ts'
import { restBeforeRetry, restOfWait } from '#domain/retry.ts'
import type { Signal } from '#domain/signal.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import { PositionBusy } from '#position/lease.ts'
import { type RefusingContext, refuse } from './refuse.ts'

/** A trade message as received, and the way to have it redelivered sooner than its queue would. */
export interface Delivery {
  readonly message: TradeMessage
  handBack(restMs: number): Promise<void>
}

/**
 * Takes one delivery of a signal. A failure before there is a position leaves nothing behind: the signal is
 * tried again soon, and refused with the cause once it is too old. After that the queue's own pace suffices,
 * because the watch looks after the position. A wait that the exchange asks for may end sooner, and a CLOSE
 * may queue behind the signal: it then comes again when the wait ends. Throws what `take` throws, so that the
 * queue keeps the message.
 */
export async function deliver(
  context: RefusingContext,
  { message: { signal }, handBack }: Delivery,
  take: () => Promise<void>,
): Promise<void> {
  try {
    await take()
  } catch (error) {
    // Another writer at the symbol is not a failure yet.
    if (error instanceof PositionBusy) throw error
    if (!(await beginsAgain(context, signal, error, handBack))) return
    // Nor is the exchange's request to wait.
    if (!isAskedToWait(error)) context.telemetry.count('EntryFailed')
    throw error
  }
}

/** False when the signal was refused for good. If this fails, the queue redelivers the message by itself. */
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
