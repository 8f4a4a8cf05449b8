/** What is kept of the exchange's answer to a request: whether it proves that it happened, or that it did not. */
export interface Answered {
  readonly outcome: 'accepted' | 'refused' | 'unresolved'
  /** Of a refusal: the exchange's code, or the HTTP status where the answer had none. */
  readonly code?: number
  /** In the exchange's words, or what kept its answer away. */
  readonly message?: string
}

/** That of an answer; what an accepted order looks like is read from the books. */
export const answered = (answer: Answered): Answered => ({
  outcome: answer.outcome,
  ...(answer.code !== undefined && { code: answer.code }),
  ...(answer.message !== undefined && { message: answer.message }),
})
