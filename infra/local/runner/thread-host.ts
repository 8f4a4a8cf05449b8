import { Worker } from 'node:worker_threads'
import type { FaultRule } from '#paper/faults/rule.ts'
import type { MarketClock } from './clock.ts'
import type { FromThread, FunctionError, InvocationContext, ThreadData, ToThread } from './thread-protocol.ts'
import type { VenueAnswer } from './venue-answers.ts'

/** The JSON that a function answered, or how it failed. */
export type Outcome =
  | { readonly ok: true; readonly body: string }
  | { readonly ok: false; readonly error: FunctionError }

export interface FunctionThread {
  /** Resolves when the bundle is loaded; rejects when it cannot be. */
  readonly ready: Promise<void>
  /** False once it timed out, exited or was ended: start another one. */
  readonly alive: boolean
  /** One invocation at a time. Ends the thread at the deadline, whatever it does then. */
  invoke(event: string, context: InvocationContext, timeoutMs: number): Promise<Outcome>
  /** All that goes wrong with the paper venue in it from now on. */
  suffer(rules: readonly FaultRule[]): void
  end(): Promise<void>
}

export interface ThreadOptions {
  readonly clock: MarketClock
  /** As logs and metrics call the function: names the thread too. */
  readonly label: string
  readonly file: string
  readonly handler: string
  readonly environment: Readonly<Record<string, string>>
  readonly onLine: (text: string) => void
  /** What the paper venue in it answered to an invocation. */
  readonly onVenue?: (answer: VenueAnswer, requestId: string) => void
}

interface Invocation {
  readonly requestId: string
  readonly finish: (outcome: Outcome) => void
}

/** Starts a thread with one function in it. While its invocation computes, the market's time is held. */
export function startThread({
  clock,
  label,
  file,
  handler,
  environment,
  onLine,
  onVenue,
}: ThreadOptions): FunctionThread {
  const data: ThreadData = { file, handler, time: clock.memory, workRate: clock.workRate }
  const worker = new Worker(new URL('./function-thread.ts', import.meta.url), {
    workerData: data,
    name: label,
    env: { ...environment },
    execArgv: ['--enable-source-maps'],
  })
  const say = (message: ToThread) => worker.postMessage(message)
  const sleeps = new Set<() => void>()
  const { promise: ready, resolve: loaded, reject: failed } = Promise.withResolvers<void>()
  let alive = true
  let current: Invocation | undefined
  let wakes = 0
  let release: (() => void) | undefined
  const atWork = () => {
    release ??= clock.hold()
  }
  const atRest = () => {
    release?.()
    release = undefined
  }

  function sleep(id: number, until: number): void {
    const cancel = clock.at(until, () => {
      sleeps.delete(cancel)
      wakes += 1
      if (current) atWork()
      say({ type: 'wake', sleep: id })
    })
    sleeps.add(cancel)
  }

  function died(error: FunctionError): void {
    alive = false
    for (const cancel of sleeps) cancel()
    sleeps.clear()
    failed(new Error(`${file} could not be loaded: ${error.errorMessage}`))
    current?.finish({ ok: false, error })
  }

  worker.on('message', (message: FromThread) => {
    if (message.type === 'ready') loaded()
    else if (message.type === 'sleep') sleep(message.sleep, message.until)
    // One that was woken since it said so is not idle any more.
    else if (message.type === 'idle') message.wakes === wakes && atRest()
    else if (message.type === 'line') onLine(message.text)
    else if (message.type === 'answered') onVenue?.(message.answer, current?.requestId ?? '')
    else if (message.type === 'answer') current?.finish({ ok: true, body: message.body })
    else current?.finish({ ok: false, error: message.error })
  })
  worker.on('error', (error: Error) =>
    died({ errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }),
  )
  worker.on('exit', code =>
    died({ errorType: 'Runtime.ExitError', errorMessage: `the runtime exited with code ${code}`, trace: [] }),
  )

  async function end(): Promise<void> {
    await worker.terminate()
  }

  return {
    ready,
    end,
    suffer: rules => say({ type: 'suffer', rules }),
    get alive() {
      return alive
    },
    invoke: (event, context, timeoutMs) =>
      new Promise(resolve => {
        const deadline = clock.now() + timeoutMs
        const cancel = clock.at(deadline, () => {
          alive = false
          const seconds = (timeoutMs / 1000).toFixed(2)
          const errorMessage = `RequestId: ${context.awsRequestId} Error: Task timed out after ${seconds} seconds`
          current?.finish({ ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage, trace: [] } })
          void end()
        })
        const finish = (outcome: Outcome) => {
          cancel()
          current = undefined
          resolve(outcome)
          atRest()
        }
        current = { finish, requestId: context.awsRequestId }
        atWork()
        say({ type: 'invoke', event, context, deadline })
      }),
  }
}
