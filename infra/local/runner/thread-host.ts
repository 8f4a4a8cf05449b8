import { Worker } from 'node:worker_threads'
import type { FaultRule } from '#paper/faults/rule.ts'
import { carry } from './carry.ts'
import type { MarketClock } from './clock.ts'
import type { Outside } from './outside.ts'
import {
  type AnsweredCall,
  type Carried,
  type FromThread,
  type FunctionError,
  heapLimits,
  type InvocationContext,
  type Outcome,
  type Report,
  type ThreadData,
  type ToThread,
  type Turn,
} from './thread-protocol.ts'
import type { VenueAnswer } from './venue-answers.ts'
import { createWires, isUpgrade } from './wires.ts'

export interface FunctionThread {
  /** Resolves when the bundle is loaded; rejects if it cannot be. */
  readonly ready: Promise<void>
  /** False once it timed out, exited or was ended: start another one. */
  readonly alive: boolean
  /** One invocation at a time. Kills the thread at the deadline, whatever it is doing. */
  invoke(event: string, invocation: Invocation): Promise<Outcome>
  /** All faults of the paper venue in it, from now on. */
  suffer(rules: readonly FaultRule[]): void
  end(): Promise<void>
}

export interface Invocation {
  readonly context: InvocationContext
  /** Its number among its function's threads. */
  readonly number: number
  readonly timeoutMs: number
}

export interface ThreadOptions {
  readonly clock: MarketClock
  readonly outside: Outside
  /** The function's name in logs and metrics; also names the thread. */
  readonly label: string
  readonly file: string
  readonly handler: string
  readonly environment: Readonly<Record<string, string>>
  readonly seed: string
  readonly venueMs: number
  /** Real milliseconds after which the runner gives up on a thread that computes without end. */
  readonly patienceMs: number
  readonly onLine: (text: string) => void
  /** Called with the answers of the paper venue in it during an invocation. */
  readonly onVenue?: (answer: VenueAnswer, requestId: string) => void
}

/** Input of the next turn. */
interface NextTurn {
  invoke?: NonNullable<Turn['invoke']>
  readonly answers: AnsweredCall[]
  readonly heard: Carried[]
}
const noTurn = (): NextTurn => ({ answers: [], heard: [] })

interface Current extends Invocation {
  readonly finish: (outcome: Outcome) => void
}

/** Starts a thread with one function in it, which proceeds in turns. */
export function startThread(options: ThreadOptions): FunctionThread {
  const { clock, outside, label, file, handler, environment, seed, venueMs } = options
  const data: ThreadData = { file, handler, seed, venueMs, startedAt: clock.now() }
  const program = new URL('./function-thread.ts', import.meta.url).href
  const worker = new Worker(new URL('./thread.mjs', import.meta.url), {
    workerData: { ...data, program },
    name: label,
    env: { ...environment },
    resourceLimits: heapLimits,
  })
  // As text: cloning an object part by part takes several times as long.
  const say = (message: ToThread) => worker.postMessage(JSON.stringify(message))
  const loaded = Promise.withResolvers<void>()
  let alive = true
  let death: FunctionError | undefined
  let current: Current | undefined
  let invocations = 0
  let turn: NextTurn | undefined
  /** A turn is under way: further events at this instant begin the next one. */
  let underWay = false
  /** Ends the turn under way. */
  let reported: ((report: Report | undefined) => void) | undefined
  /** Events between two invocations: the next invocation thaws the process, which then sees them. */
  const frozen: { readonly answer?: AnsweredCall; readonly heard?: Carried }[] = []
  const wires = createWires({ clock, outside, hear: heard => hear({ heard }) })
  let cancelWake = () => {}

  /** Begins a turn with everything that happens to the thread at this instant. */
  function happens(what: {
    readonly invoke?: NonNullable<Turn['invoke']>
    readonly answer?: AnsweredCall
    readonly heard?: Carried
  }): void {
    if (!alive) return
    if (!turn && !underWay) queueMicrotask(begin)
    turn ??= noTurn()
    if (what.invoke) turn.invoke = what.invoke
    if (what.answer) turn.answers.push(what.answer)
    if (what.heard) turn.heard.push(what.heard)
  }

  function begin(): void {
    const message = { type: 'turn', at: clock.now(), ...(turn ?? noTurn()) } as const
    turn = undefined
    underWay = true
    const order = [label, invocations, 0] as const
    void clock
      .within(() => played(message), order)
      .then(report => (report ? take(report) : lost()))
      .then(() => {
        underWay = false
        if (turn) begin()
      })
  }

  /** Undefined if the thread ends before it reports. */
  function played(message: Turn): Promise<Report | undefined> {
    if (!alive) return Promise.resolve(undefined)
    const { promise, resolve } = Promise.withResolvers<Report | undefined>()
    const giveUp = setTimeout(endlessly, Math.min(options.patienceMs, 2 ** 31 - 1))
    reported = report => {
      clearTimeout(giveUp)
      reported = undefined
      resolve(report)
    }
    say(message)
    return promise
  }

  function take({ lines, answered, calls, sent, wakesAt, outcome }: Report): void {
    for (const line of lines) options.onLine(line)
    for (const answer of answered) options.onVenue?.(answer, current?.context.awsRequestId ?? '')
    for (const { call, request } of calls) void send(call, request)
    for (const carried of sent) wires.send(carried, [label, invocations, carried.call])
    cancelWake()
    if (outcome) current?.finish(outcome)
    else if (wakesAt !== undefined && current)
      cancelWake = clock.at(wakesAt, () => happens({}), [label, invocations, 0])
  }

  /** A request that was sent takes effect, whatever becomes of its thread. */
  async function send(call: number, request: Report['calls'][number]['request']): Promise<void> {
    const order = [label, invocations, call] as const
    const answer = isUpgrade(request)
      ? await wires.open(call, request, order)
      : await carry(clock, outside.wayMs(request), order, () => outside.ask(request))
    hear({ answer: { call, answer } })
  }

  function hear(what: (typeof frozen)[number]): void {
    if (current) happens(what)
    else frozen.push(what)
  }

  /** It computes without end; its deadline will come while it does. */
  function endlessly(): void {
    alive = false
    void worker.terminate()
    reported?.(undefined)
  }

  /** The process is gone: its invocation has failed, unless its deadline is still to end it. */
  function lost(): void {
    cancelWake()
    wires.close()
    if (death) current?.finish({ ok: false, error: death })
  }

  function died(error: FunctionError): void {
    if (!alive) return
    alive = false
    death = error
    loaded.reject(new Error(`${file} could not be loaded: ${error.errorMessage}`))
    if (reported) reported(undefined)
    else lost()
  }

  worker.on('message', (text: string) => {
    const message: FromThread = JSON.parse(text)
    if (message.type === 'ready') loaded.resolve()
    // A thread that continues by itself, after work that the runner cannot see, still gets its turn.
    else (reported ?? take)(message)
  })
  worker.on('error', (error: Error) =>
    died({ errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }),
  )
  worker.on('exit', code => died(exitOf(code)))

  async function end(): Promise<void> {
    died(exitOf(1))
    await worker.terminate()
  }

  return {
    ready: loaded.promise,
    end,
    suffer: rules => say({ type: 'suffer', rules }),
    get alive() {
      return alive
    },
    invoke: (event, invocation) =>
      new Promise(resolve => {
        const { context, timeoutMs } = invocation
        invocations = invocation.number
        const deadline = clock.now() + timeoutMs
        const cancel = clock.at(deadline, () => {
          alive = false
          wires.close()
          const seconds = (timeoutMs / 1000).toFixed(2)
          const errorMessage = `RequestId: ${context.awsRequestId} Error: Task timed out after ${seconds} seconds`
          current?.finish({ ok: false, error: { errorType: 'Sandbox.Timedout', errorMessage, trace: [] } })
          void worker.terminate()
        })
        const finish = (outcome: Outcome) => {
          cancel()
          cancelWake()
          current = undefined
          resolve(outcome)
        }
        current = { ...invocation, finish }
        for (const what of frozen.splice(0)) happens(what)
        happens({ invoke: { event, context, deadline } })
      }),
  }
}

const exitOf = (code: number): FunctionError => ({
  errorType: 'Runtime.ExitError',
  errorMessage: `the runtime exited with code ${code}`,
  trace: [],
})
