const attempts = 3

/**
 * How long a call to AWS may take before it is made again, for functions that live for seconds: without these
 * the SDK waits for an answer, or for the rest of one, until the function is cut off. `answerMs` bounds the wait
 * for the answer, and every silence within it. The SDK repeats what may be repeated, with jitter.
 */
export const impatient = (answerMs: number) => ({
  maxAttempts: attempts,
  requestHandler: {
    connectionTimeout: answerMs / 2,
    requestTimeout: answerMs,
    socketTimeout: answerMs,
    throwOnRequestTimeout: true,
  },
})

/** Queues, topics, secrets and the state machine answer within some 50 ms, rarely in some hundreds. */
export const serviceAnswerMs = 1_000
