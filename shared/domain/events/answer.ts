/** What is kept of the exchange's answer to a request: whether it proves that it happened, or that it did not. */
export interface Answered {
  readonly outcome: 'accepted' | 'refused' | 'unresolved'
  /** Of a refusal: the exchange's code, or the HTTP status where the answer had none. */
  readonly code?: number
  /** In the exchange's words, or what kept its answer away. */
  readonly message?: string
}
