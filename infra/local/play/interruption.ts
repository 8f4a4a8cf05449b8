/** A run that is asked to end: it plays no further, and reports what it played. Asked again, the process ends at once. */
export interface Interruption {
  /** From here on there is something to report; asked before, the process ends at once. */
  begin(): void
  /** All is reported: asked now, the process ends at once again. */
  over(): void
  /** Resolves once the run was asked to end. */
  readonly asked: Promise<void>
  /** What the process exits with then; undefined before. */
  readonly exitCode: number | undefined
}

/** What a run needs of it. */
export type Interruptible = Pick<Interruption, 'begin' | 'asked'>

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const
/** The terminal is gone, and the reader with it. */
const hangUpCode = 129

/** Has the signals that ask this process to end ask its run. `tell` says so once. */
export function listenForInterruption(tell: (line: string) => void): Interruption {
  const { promise: asked, resolve } = Promise.withResolvers<void>()
  let isPlayed = false
  let exitCode: number | undefined
  process.once('SIGHUP', () => process.exit(hangUpCode))
  for (const [signal, code] of Object.entries(exitCodes))
    process.on(signal, () => {
      if (!isPlayed || exitCode !== undefined) process.exit(code)
      exitCode = code
      tell('Interrupted: what is open is closed, and what was played is reported. Once more ends it at once.')
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
