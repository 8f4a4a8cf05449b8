/** The recorded part of the exchange's answer to a request: whether it proves that the request succeeded, or failed. */
export interface Answered {
  readonly outcome: 'accepted' | 'refused' | 'unresolved'
  /** Of a refusal: the exchange's code, or the HTTP status if the answer had none. */
  readonly code?: number
  /** The exchange's words, or what prevented an answer. */
  readonly message?: string
}

/** The record of an answer. The state of an accepted order is read from the books instead. */
export const answered = (answer: Answered): Answered => ({
  outcome: answer.outcome,
  ...(answer.code !== undefined && { code: answer.code }),
  ...(answer.message !== undefined && { message: answer.message }),
})
