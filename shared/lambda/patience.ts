import { timing } from '#domain/timing.ts'

/**
 * How long a call to AWS may take before it is repeated, for functions that live for seconds: without these limits the
 * SDK waits for an answer, or the rest of one, until the function is cut off. `answerMs` bounds the wait for the
 * answer, and every silence within it. The SDK repeats what may be repeated, with jitter.
 */
export const impatient = (answerMs: number, attempts = 3) => ({
  maxAttempts: attempts,
  requestHandler: {
    connectionTimeout: answerMs / 2,
    requestTimeout: answerMs,
    socketTimeout: answerMs,
    throwOnRequestTimeout: true,
  },
})

export type Patience = ReturnType<typeof impatient>

/** Queues, topics, secrets and the state machine answer within about 50 ms, rarely within several hundred. */
export const serviceAnswerMs = 1_000

/** For a function whose caller gives up after 3 s: two tries each at a secret and a queue end before its timeout. */
export const hasty: Patience = impatient(timing.functions.webhook.answer, 2)
