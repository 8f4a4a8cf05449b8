/** An error of a state under the name that Retry and Catch know; a fatal one passes them all and ends the run. */
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

/** What a state may take in or give out, in bytes of JSON. */
export const statePayloadLimit = 262_144

/** The text, if Step Functions would carry it; throws States.DataLimitExceeded otherwise. */
export function carried(text: string): string {
  const bytes = Buffer.byteLength(text)
  if (bytes <= statePayloadLimit) return text
  const cause = `a state's data has ${bytes} bytes; Step Functions carries at most ${statePayloadLimit}`
  throw new StatesError('States.DataLimitExceeded', cause, 'fatal')
}
