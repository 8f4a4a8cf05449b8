/** A state's error under the name that Retry and Catch match; a fatal one bypasses them and ends the run. */
export class StatesError extends Error {
  readonly isCatchable: boolean
  readonly isRetryable: boolean
  constructor(name: string, cause: string, kind: 'catchable' | 'fatal') {
    super(cause)
    this.name = name
    this.isCatchable = kind === 'catchable'
    this.isRetryable = this.isCatchable
  }
}

/** Largest input or output of a state, in bytes of JSON. */
export const statePayloadLimit = 262_144

/** The text, if Step Functions would accept it; else throws States.DataLimitExceeded. */
export function carried(text: string): string {
  const bytes = Buffer.byteLength(text)
  if (bytes <= statePayloadLimit) return text
  const cause = `a state's data has ${bytes} bytes; Step Functions carries at most ${statePayloadLimit}`
  throw new StatesError('States.DataLimitExceeded', cause, 'fatal')
}
