/** An expected value beside the measured one. */
export interface Budget {
  readonly what: string
  readonly expected: string
  readonly measured: string
  readonly held: boolean
  /** A broken hard budget fails the bench; a soft one is a time, which depends on the machine. */
  readonly hard: boolean
}
