/** How a mapping reads a stream. */
export interface StreamTerms {
  readonly batchSize: number
  /** How long a batch may be gathered, in milliseconds. */
  readonly windowMs: number
  readonly partialResponses: boolean
  readonly bisects: boolean
  /** Tries after the first one; Infinity where there is no end to them. */
  readonly retries: number
  /** Milliseconds after which a record is given up. */
  readonly mostAgeMs: number
}
