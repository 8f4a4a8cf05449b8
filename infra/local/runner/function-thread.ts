/** The inside of a function's thread: Lambda's runtime, with the market's time for a clock. */
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { createFaults } from '#paper/faults/faults.ts'
import { faultsSlot } from '#paper/faults/of-process.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import { type Clock, clockSlot } from '#ports/clock.ts'
import { installMarketDate } from '../market/market-date.ts'
import { countOpenRequests } from './open-requests.ts'
import { installPatientTimers } from './patient-timers.ts'
import { sharedTime } from './shared-time.ts'
import type { FromThread, FunctionError, InvocationContext, ThreadData, ToThread } from './thread-protocol.ts'
import { hearVenue } from './venue-answers.ts'

type Handler = (event: unknown, context: object) => unknown

const data = workerData as ThreadData
const port = parentPort
if (!port) throw new Error('function-thread.ts runs as a worker thread of the local run, not by itself')
const say = (message: FromThread) => port.postMessage(message)
const time = sharedTime(data.time)
const now = () => Math.floor(time.read())

const faults = createFaults()

/** Sleeps of the invocation under way, and of earlier ones that nothing waits for any more. */
const sleeps = new Map<number, { readonly invocation: number; readonly resolve: () => void }>()
let lastSleep = 0
let invocation = 0
let wakes = 0
let saidIdle = false

const openRequests = countOpenRequests(lookWhetherIdle)

const clock: Clock = {
  now,
  sleep: ms =>
    new Promise(resolve => {
      lastSleep += 1
      sleeps.set(lastSleep, { invocation, resolve })
      say({ type: 'sleep', sleep: lastSleep, until: time.read() + Math.max(0, ms) })
      lookWhetherIdle()
    }),
}

/** Idle is an invocation that sleeps, with no request open, after all that could run has run. */
function lookWhetherIdle(): void {
  setImmediate(() =>
    setImmediate(() => {
      const sleeping = [...sleeps.values()].some(sleep => sleep.invocation === invocation)
      if (!sleeping || saidIdle || openRequests() > 0) return
      saidIdle = true
      say({ type: 'idle', wakes })
    }),
  )
}

function wake(id: number): void {
  wakes += 1
  saidIdle = false
  const sleep = sleeps.get(id)
  sleeps.delete(id)
  sleep?.resolve()
  lookWhetherIdle()
}

function suffer(rules: readonly FaultRule[]): void {
  faults.clear()
  for (const rule of rules) faults.add(rule)
}

async function invoke(handler: Handler, event: string, context: InvocationContext, deadline: number) {
  invocation += 1
  saidIdle = false
  try {
    const answer = await handler(JSON.parse(event), {
      ...context,
      callbackWaitsForEmptyEventLoop: false,
      getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
    })
    say({ type: 'answer', body: JSON.stringify(answer) ?? 'null' })
  } catch (error) {
    say({ type: 'error', error: reported(error) })
  }
  // What an ended invocation still sleeps on belongs to no invocation.
  invocation += 1
}

function reported(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
}

/** Lines go to the runner on the port that answers take, so that they are there before the answer. */
function captureOutput(stream: NodeJS.WriteStream): void {
  let rest = ''
  stream.write = (chunk: string | Uint8Array, ...others: unknown[]) => {
    const lines = (rest + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) if (text) say({ type: 'line', text })
    const written = others.find(other => typeof other === 'function')
    if (written) queueMicrotask(written as () => void)
    return true
  }
}

captureOutput(process.stdout)
captureOutput(process.stderr)
hearVenue(answer => say({ type: 'answered', answer }))
installMarketDate(now)
installPatientTimers(data.workRate)
Object.assign(globalThis, { [clockSlot]: clock, [faultsSlot]: faults })
const bundle = (await import(pathToFileURL(data.file).href)) as Record<string, unknown>
const handler = bundle[data.handler]
if (typeof handler !== 'function') {
  throw new Error(
    `${data.file} exports no function ${data.handler}; it exports ${Object.keys(bundle).join(', ')}`,
  )
}
port.on('message', (message: ToThread) => {
  if (message.type === 'wake') wake(message.sleep)
  else if (message.type === 'suffer') suffer(message.rules)
  else void invoke(handler as Handler, message.event, message.context, message.deadline)
})
say({ type: 'ready' })
