import type { Refusal } from '#domain/admission.ts'
import type { Signal } from '#domain/signal.ts'
import type { Decision } from '#state/port.ts'
import type { ExecutorDesk } from './executor-desk.ts'

export type RefusingDesk = Pick<ExecutorDesk, 'state' | 'clock' | 'telemetry' | 'configuration'>

/** Settles the signal as refused, with what kept it before where something did. */
export async function refuse(
  { state, clock, telemetry }: RefusingDesk,
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
