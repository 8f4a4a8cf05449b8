import type { Clock } from '#ports/clock.ts'
import { carry } from '../local/runner/carry.ts'
import type { Instants } from '../local/runner/clock.ts'
import type { FunctionThread, Invocation } from '../local/runner/thread-host.ts'
import type { FunctionError, Outcome } from '../local/runner/thread-protocol.ts'
import type { Scheduler } from './scheduler.ts'

/** One process of a function, as seen by the code in it. */
export interface Process {
  readonly clock: Clock
  /** The label of the function. */
  readonly label: string
  /** The present caller: the function's label and the request's id. */
  readonly caller: () => string
  /** A call to the outside: it takes this long each way, with the effect in between. */
  call<T>(wayMs: number, effect: () => Promise<T>): Promise<T>
}

/** Handles one event; answers what the function answers. */
export type Handle = (event: unknown, context: Invocation['context']) => Promise<unknown>

/** The lab's time: results of one instant are released together and in one order, as for threads of the local run. */
export type LabClock = Instants & Pick<Scheduler, 'whenAllWait'>

/** After every answer that comes at the same instant, as in a thread. */
const afterAnswers = Number.MAX_SAFE_INTEGER
const never = <T>(): Promise<T> => new Promise<T>(() => {})

/**
 * A process in the lab, in place of a thread of the local run: its calls and timers are due in the same order, it is
 * killed at its deadline, and answers between two invocations arrive in the next.
 */
export function startLabProcess(
  clock: LabClock,
  label: string,
  open: (process: Process) => Handle,
): FunctionThread {
  let number = 0
  let calls = 0
  let requestId = ''
  let busy = false
  let alive = true
  let frozen: (() => void)[] = []

  /** Continues in this process: never once it is dead, and not between two invocations. */
  async function goOn<T>(value: T): Promise<T> {
    if (!alive) return never()
    if (!busy) await new Promise<void>(thaw => frozen.push(thaw))
    return value
  }
  const process: Process = {
    label,
    clock: {
      now: clock.now,
      async sleep(ms) {
        const order = [label, number, afterAnswers] as const
        await new Promise<void>(resolve => clock.at(clock.now() + Math.max(0, ms), resolve, order))
        return goOn(undefined)
      },
    },
    caller: () => `${label} ${requestId}`,
    async call(wayMs, effect) {
      if (!alive) return never()
      const order = [label, number, ++calls] as const
      const answer = await carry(clock, wayMs, order, () => settle(effect))
      await goOn(undefined)
      if ('error' in answer) throw answer.error
      return answer.value
    },
  }
  const handle = open(process)

  return {
    ready: Promise.resolve(),
    get alive() {
      return alive
    },
    suffer: () => {},
    async end() {
      alive = false
    },
    invoke(event, { context, number: count, timeoutMs }) {
      number = count
      requestId = context.awsRequestId
      busy = true
      const { promise, resolve } = Promise.withResolvers<Outcome>()
      const cancel = clock.at(clock.now() + timeoutMs, () => {
        alive = false
        resolve({ ok: false, error: timedOut(requestId, timeoutMs) })
      })
      for (const thaw of frozen.splice(0)) thaw()
      frozen = []
      const end = (outcome: Outcome) => {
        if (!alive) return
        busy = false
        cancel()
        clock.whenAllWait(() => resolve(outcome), [label, number, 0])
      }
      handle(JSON.parse(event), context).then(
        value => end({ ok: true, body: JSON.stringify(value) ?? 'null' }),
        error => end({ ok: false, error: reported(error) }),
      )
      return promise
    },
  }
}

async function settle<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await work() }
  } catch (error) {
    return { error }
  }
}

const timedOut = (requestId: string, timeoutMs: number): FunctionError => ({
  errorType: 'Sandbox.Timedout',
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
  trace: [],
})

const reported = (error: unknown): FunctionError =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: [] }
    : { errorType: typeof error, errorMessage: String(error), trace: [] }
