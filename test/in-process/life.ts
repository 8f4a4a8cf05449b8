/** The process was killed: requests that it had not sent are never sent. */
export class Killed extends Error {
  constructor(step: string) {
    super(`The process was killed before ${step}`)
    this.name = 'Killed'
  }
}

/**
 * One invocation of a function, which a test may kill before any of its steps. A step is a call to the exchange, the
 * table or a queue; calls that run beside the fatal one are lost too, and nothing is cleaned up.
 */
export interface Life {
  readonly holder: string
  /** Every call so far, in order. */
  readonly steps: readonly string[]
  /** What the process does; when it is killed, it ends at once without a result. */
  run<T>(work: () => Promise<T>): Promise<T>
  /** The port as this process sees it. */
  through<T extends object>(name: string, port: T): T
}

let invocations = 0

/** Killed before its step with this number, counted from 1; by default never. */
export function aLife(killedBefore = Number.POSITIVE_INFINITY): Life {
  const steps: string[] = []
  const death = Promise.withResolvers<never>()
  // A process that finishes first leaves this rejection unhandled, which is no error.
  death.promise.catch(() => {})
  async function call(name: string, work: () => unknown): Promise<unknown> {
    steps.push(name)
    if (steps.length >= killedBefore) {
      const killed = new Killed(name)
      death.reject(killed)
      throw killed
    }
    const answer = await work()
    // A process that was killed meanwhile gets no answer.
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
 * The steps, counted from 1, before which a kill makes a difference: of each kind that changes something, the first
 * and the last. The matrix kills at every step; this uses the real client.
 */
export const lastingSteps = ({ steps }: Life): readonly number[] =>
  firstAndLast(steps)
    .map(index => index + 1)
    .filter(step => !reads.test(steps[step - 1] ?? ''))

/** The positions of each name's first and last occurrence. */
export const firstAndLast = (names: readonly string[]): readonly number[] =>
  names.flatMap((name, index) =>
    names.indexOf(name) === index || names.lastIndexOf(name) === index ? [index] : [],
  )
