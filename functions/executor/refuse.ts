import type { Refusal } from '#domain/admission.ts'
import type { Decision } from '#domain/events/deciding.ts'
import type { Signal } from '#domain/signal.ts'
import type { EntryContext } from './entry-context.ts'

export type RefusingContext = Pick<EntryContext, 'state' | 'clock' | 'telemetry' | 'configuration'>

/** Settles the signal as refused, and includes what had delayed it before, if anything did. */
export async function refuse(
  { state, clock, telemetry }: RefusingContext,
  signal: Signal,
  { reason, detail: why, decisions }: Refusal & { readonly decisions?: readonly Decision[] },
): Promise<void> {
  const failure = (await state.signals.read(signal.id, clock.now()))?.failure
  const detail = failure === undefined ? why : `${why}; before that: ${failure}`
  const { symbol, source, action } = signal
  await state.signals.settle(signal.id, {
    verdict: 'refused',
    reason,
    detail,
    ...(decisions && { decisions }),
  })
  telemetry.info('signal-refused', { signalId: signal.id, symbol, source, action, reason, detail })
  telemetry.count('SignalRefused')
}
