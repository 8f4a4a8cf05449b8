/** The process was killed: what it had not yet asked for never happens. */
export class Killed extends Error {
  constructor(step: string) {
    super(`The process was killed before ${step}`)
    this.name = 'Killed'
  }
}

/**
 * One invocation of a function, which may be killed before any of its steps. A step is a call to the exchange,
 * the table or a queue; what runs beside the fatal one is lost too, and nothing is tidied up afterwards.
 */
export interface Life {
  readonly holder: string
  /** Every call so far, in order. */
  readonly steps: readonly string[]
  /** What the process does; killed, it is over at once, whatever would have been made of it. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** The port as this process sees it. */
  through<T extends object>(name: string, port: T): T
}

let invocations = 0

/** Killed before its step number `killedBefore`, counted from 1; never by default. */
export function aLife(killedBefore = Number.POSITIVE_INFINITY): Life {
  const steps: string[] = []
  const death = Promise.withResolvers<never>()
  // No test waits for the death of a process whose work is done.
  death.promise.catch(() => {})
  async function call(name: string, work: () => unknown): Promise<unknown> {
    steps.push(name)
    if (steps.length >= killedBefore) {
      const killed = new Killed(name)
      death.reject(killed)
      throw killed
    }
    const answer = await work()
    // The answer to a process that was killed meanwhile arrives nowhere.
    return steps.length >= killedBefore ? new Promise(() => {}) : answer
  }
  function through<T extends object>(name: string, port: T): T {
    const seen = Object.entries(port).map(([key, value]): [string, unknown] => {
      const path = `${name}.${key}`
      if (typeof value === 'function') {
        const immediate = ['drainUsage', 'rest', 'heed'].includes(key)
        return [key, immediate ? value : (...given: unknown[]) => call(path, () => value(...given))]
      }
      return [key, through(path, value as object)]
    })
    return Object.fromEntries(seen) as T
  }
  const run = <T>(work: () => Promise<T>): Promise<T> => Promise.race([death.promise, work()])
  return { holder: `invocation-${++invocations}`, steps, run, through }
}

const reads =
  /\.(read\w*|rules\w*|brackets|allRules|latestSignals|signalsOf|quote|balance|accountModes|positions?|open\w+|order|orderById|algoOrder|trades|income)$/

/**
 * The steps, counted from 1, before which a kill makes a difference: those that change something, of each kind the
 * first and the last. The matrix kills at every step; here it is the real client.
 */
export const lastingSteps = ({ steps }: Life): readonly number[] =>
  firstAndLast(steps)
    .map(index => index + 1)
    .filter(step => !reads.test(steps[step - 1] ?? ''))

/** Where each name stands for the first and for the last time. */
export const firstAndLast = (names: readonly string[]): readonly number[] =>
  names.flatMap((name, index) =>
    names.indexOf(name) === index || names.lastIndexOf(name) === index ? [index] : [],
  )
