/** How a mapping reads a stream. */
export interface StreamTerms {
  readonly batchSize: number
  /** How long a batch may be collected, in milliseconds. */
  readonly windowMs: number
  readonly partialResponses: boolean
  readonly bisects: boolean
  /** Retries after the first try; Infinity for no limit. */
  readonly retries: number
  /** Milliseconds after which a record is given up. */
  readonly mostAgeMs: number
}
