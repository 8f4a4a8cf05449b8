import { hash } from 'node:crypto'
import type { Admission } from '#decisions/ask.ts'
import { groupOf, largestSignal, tradeOf } from '#domain/messages.ts'
import type { Signal } from '#domain/signal.ts'
import type { Queue } from '#ports/queue.ts'
import type { Verdict } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import { parseSignal, type Understood } from '#signals/parse-signal.ts'
import { withoutSecret } from '#signals/secret.ts'
import { type AdmissionContext, admit } from './admit.ts'

export interface GateContext extends AdmissionContext {
  readonly telemetry: Telemetry
  readonly tradeQueue: Queue
  readonly invalidQueue: Queue
}

export interface Message {
  readonly messageId: string
  readonly body: string
}

/**
 * How many bytes of a body, as JSON, go into the queue of invalid signals: below its limit of 1 MiB, with
 * room for the reason.
 */
const largestKept = 900_000

/** Checks and judges one message, records the verdict, and passes an accepted signal on. */
export async function takeSignal(context: GateContext, { messageId, body }: Message): Promise<void> {
  const now = context.clock.now()
  const message = { messageId, body: withoutSecret(body) }
  const size = Buffer.byteLength(body)
  if (size > largestSignal) {
    return reject(context, message, [`expected a message of at most ${largestSignal} bytes, got ${size}`])
  }
  const parsed = parseSignal(message.body, now, context.configuration)
  if (!parsed.valid) return reject(context, message, parsed.problems)
  const { signal } = parsed
  const verdict = verdictOn(parsed, message, now, await admit(context, signal))
  const standing = await context.state.signals.claim(verdict)
  if (standing.messageId !== message.messageId) {
    return repeat(context, signal, verdict, standing)
  }
  // A repeated message: carries out the first decision, in case the first delivery did not.
  if (standing.verdict === 'accepted') {
    await context.tradeQueue.send(tradeOf(signal), {
      group: groupOf(signal.symbol),
      deduplicationId: hash('sha256', signal.id, 'hex'),
    })
  }
  announce(context.telemetry, signal, standing)
}

/** Puts the message into a queue where the operator can see it, with the reasons. It is not tried again. */
async function reject(context: GateContext, message: Message, problems: readonly string[]): Promise<void> {
  const { messageId, body } = message
  const at = context.clock.now()
  await context.invalidQueue.send({ v: 1, reason: 'invalid', problems, messageId, at, body: keepable(body) })
  await context.state.signals.claim({
    signalId: `message#${messageId}`,
    verdict: 'refused',
    reason: 'invalid',
    detail: problems.join('; '),
    ...evidence(message),
    at,
  })
  context.telemetry.warn('signal-invalid', { messageId, reason: 'invalid', problems })
  context.telemetry.count('SignalInvalid')
}

/** As much of a body as fits: in JSON, quotes and control characters take up to six bytes each. */
function keepable(body: string): string {
  let kept = body
  for (;;) {
    const size = Buffer.byteLength(JSON.stringify(kept))
    if (size <= largestKept) return kept
    kept = kept.slice(0, Math.floor((kept.length * largestKept) / size))
  }
}

async function repeat(
  context: GateContext,
  signal: Signal,
  verdict: Verdict,
  standing: Verdict,
): Promise<void> {
  const detail = `received before, in message ${standing.messageId}`
  const duplicate: Verdict = { ...verdict, verdict: 'refused', reason: 'duplicate', detail }
  await context.state.signals.recordRepeat(duplicate)
  announce(context.telemetry, signal, duplicate)
}

function verdictOn(
  { signal, shape, unread }: Understood,
  message: Message,
  at: number,
  { refusal, decisions }: Admission,
): Verdict {
  const { id: signalId, source, symbol, action, confidence, confidenceDefaulted } = signal
  return {
    signalId,
    verdict: refusal ? 'refused' : 'accepted',
    ...refusal,
    source,
    symbol,
    action,
    shape,
    ...(confidence !== undefined && { confidence }),
    ...(confidenceDefaulted && { confidenceDefaulted }),
    ...(unread.length > 0 && { unread }),
    ...evidence(message),
    decisions,
    at,
  }
}

const evidence = ({ messageId, body }: Message) => ({
  messageId,
  message: body.slice(0, 4096),
  messageHash: hash('sha256', body, 'hex'),
})

function announce(telemetry: Telemetry, signal: Signal, { verdict, reason, detail }: Verdict): void {
  const { id: signalId, symbol, source, action, confidence } = signal
  telemetry.info(`signal-${verdict}`, { signalId, symbol, source, action, confidence, reason, detail })
  telemetry.count(verdict === 'accepted' ? 'SignalAccepted' : 'SignalRefused')
}
