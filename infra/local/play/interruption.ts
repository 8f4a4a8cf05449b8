/**
 * A run that was asked to end: it stops playing and reports what it played. Asked again, the process ends at once.
 */
export interface Interruption {
  /** From here on there is something to report; before that, a request ends the process at once. */
  begin(): void
  /** Everything is reported: from now on a request ends the process at once again. */
  over(): void
  /** Resolves once the run was asked to end. */
  readonly asked: Promise<void>
  /** The exit code of the process then; undefined before. */
  readonly exitCode: number | undefined
}

/** What an interruption needs from a run. */
export type Interruptible = Pick<Interruption, 'begin' | 'asked'>

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const
/** The terminal is gone, and its reader with it. */
const hangUpCode = 129

/** Passes the signals that ask this process to end on to its run. `tell` says so once. */
export function listenForInterruption(tell: (line: string) => void): Interruption {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  let isPlayed = false
  let exitCode: number | undefined
  process.once('SIGHUP', () => process.exit(hangUpCode))
  for (const [signal, code] of Object.entries(exitCodes))
    process.on(signal, () => {
      if (!isPlayed || exitCode !== undefined) process.exit(code)
      exitCode = code
      tell(
        'Interrupted: open positions are closed, then the report covers the time played. Interrupt again to end at once.',
      )
      resolve()
    })
  return {
    begin() {
      isPlayed = true
    },
    over() {
      isPlayed = false
    },
    asked,
    get exitCode() {
      return exitCode
    },
  }
}
