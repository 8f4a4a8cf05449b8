/** The inside of a function's thread: Lambda's runtime, with market time as its clock. */
import { pathToFileURL } from 'node:url'
import { parentPort, workerData } from 'node:worker_threads'
import { createFaults } from '#paper/faults/faults.ts'
import { hookSlot } from '#paper/hook.ts'
import { settingsSlot } from '#paper/settings.ts'
import { type Clock, clockSlot, worldSlot } from '#ports/clock.ts'
import { installMarketDate } from '../market/market-date.ts'
import { captureLines } from './capture-lines.ts'
import { installSeededChance } from './seeded-chance.ts'
import { installThreadCalls } from './thread-calls.ts'
import type { FromThread, FunctionError, Outcome, ThreadData, ToThread, Turn } from './thread-protocol.ts'
import { installThreadTimers } from './thread-timers.ts'
import { hearVenue, type VenueAnswer } from './venue-answers.ts'

type Handler = (event: unknown, context: object) => unknown

const data = workerData as ThreadData
const port = parentPort
if (!port) throw new Error('function-thread.ts runs as a worker thread of the local run, not by itself')
const say = (message: FromThread) => port.postMessage(JSON.stringify(message))

let at = data.startedAt
const now = () => at
let turning = false
let going = false
let answered: VenueAnswer[] = []
let outcome: Outcome | undefined

const lines = captureLines()
// A call outside a turn comes from work that the runner did not see; it is reported anyway.
const calls = installThreadCalls(() => turning || void goOn())
const timers = installThreadTimers(now)
const seed = installSeededChance(data.seed)
const faults = createFaults()
const clock: Clock = { now, sleep: timers.sleep }
hearVenue(answer => answered.push(answer))
const world = { now: Date.now }
installMarketDate(now)
// Clients use it to detect a silent connection.
Object.defineProperty(performance, 'now', { value: now })
const settings = { latencyMs: data.venueMs }
Object.assign(globalThis, {
  ...{ [clockSlot]: clock, [worldSlot]: world, [hookSlot]: faults, [settingsSlot]: settings },
})

const bundle = (await import(pathToFileURL(data.file).href)) as Record<string, unknown>
const handler = bundle[data.handler] as Handler
if (typeof handler !== 'function') {
  throw new Error(
    `${data.file} exports no function ${data.handler}; it exports ${Object.keys(bundle).join(', ')}`,
  )
}

function take(turn: Turn): void {
  at = turn.at
  turning = true
  if (turn.invoke) void invoke(turn.invoke)
  for (const answer of turn.answers) calls.answer(answer)
  for (const carried of turn.heard) calls.hear(carried)
  timers.fireDue()
  void goOn()
}

async function invoke({ event, context, deadline }: NonNullable<Turn['invoke']>): Promise<void> {
  seed(context.awsRequestId)
  try {
    const value = await handler(JSON.parse(event), {
      ...context,
      callbackWaitsForEmptyEventLoop: false,
      getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
    })
    outcome = { ok: true, body: JSON.stringify(value) ?? 'null' }
  } catch (error) {
    outcome = { ok: false, error: reported(error) }
  }
}

/** Runs whatever can run until everything here waits for the runner, then reports. */
async function goOn(): Promise<void> {
  turning = true
  // A turn that begins meanwhile becomes part of it: two would wait for each other.
  if (going) return
  going = true
  do await new Promise(setImmediate)
  while (isAtWork())
  going = false
  turning = false
  const wakesAt = timers.next()
  say({
    type: 'report',
    ...{ lines: lines(), answered, ...calls.take() },
    ...(wakesAt !== undefined && { wakesAt }),
    ...(outcome && { outcome }),
  })
  answered = []
  outcome = undefined
}

/** Handles that an idle thread has open; any other (reading a file, compressing) will complete by itself. */
const atRest = ['MessagePort', 'Timeout']
const isAtWork = () => process.getActiveResourcesInfo().some(kind => !atRest.includes(kind))

function reported(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
}

port.on('message', (text: string) => {
  const message: ToThread = JSON.parse(text)
  if (message.type === 'turn') return take(message)
  faults.clear()
  for (const rule of message.rules) faults.add(rule)
})
say({ type: 'ready' })
