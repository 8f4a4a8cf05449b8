import type { Pace } from '#domain/latency.ts'
import { largestMessage } from '#domain/messages.ts'
import { closeReceives, crashReceives, tradeReceives } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'
import type { VenueStore } from '#paper/ports.ts'
import type { Configuration } from '#ports/configuration.ts'
import type { Account } from '#ports/state.ts'
import { mapBound, shareOut } from '#settings/concurrency.ts'
import { alone } from '#table/table.ts'
import type { Asked } from '../local/audit/oracle/testimony.ts'
import type { Market } from '../local/market/market.ts'
import { startEventSource } from '../local/runner/event-source.ts'
import { createLocalFunction, type LocalFunction } from '../local/runner/local-function.ts'
import { startSchedule } from '../local/runner/schedule.ts'
import type { Item, Items } from './items.ts'
import { deployment, type FunctionLabel, labFunctions } from './lab-functions.ts'
import type { Told } from './lab-telemetry.ts'
import { type MemoryQueue, memoryQueue } from './memory-queue.ts'
import type { MemoryTable } from './memory-table.ts'
import { type LabClock, startLabProcess } from './process.ts'
import { quietTicks } from './quiet.ts'
import { countedTable } from './quiet-table.ts'
import { quietVenue, type StepsOf } from './quiet-venue.ts'
import type { Scheduler } from './scheduler.ts'
import { startRun } from './watch.ts'

export interface EngineOptions {
  readonly time: Scheduler
  readonly pace: Pace
  readonly configuration: Configuration
  readonly table: MemoryTable
  readonly store: VenueStore
  readonly market: Market
  /** Makes every look, even those that provably change nothing. */
  readonly everyLook: boolean
  /** The next signal's time, or the recording's end. */
  readonly nextSignalAt: () => number
  /** The account's limit of concurrent function calls. */
  readonly quota: number
  /** Seed of the second within its minute at which each scheduled start falls. */
  readonly seed?: number
  readonly told: Told
  readonly onAsked: (asked: Asked) => void
  readonly onAnswer: (answer: unknown, at: number) => void
}

/** The running system, as a player sees it. */
export interface Engine {
  /** False if the queue rejects the message: its size and characters are limited. */
  sendSignal(body: string): boolean
  /** Rejects with the function's error. */
  invoke(label: FunctionLabel, payload: unknown): Promise<unknown>
  /** Resolves once no function works and no message is on its way to one. */
  idle(): Promise<void>
  /** Messages that could not be processed. */
  deadLetters(): readonly string[]
  /** How many ticks of the watch had looks, and how many were proven quiet. */
  looks(): { readonly real: number; readonly quiet: number }
}

/** Characters that SQS rejects in a message. */
const notTaken = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u

/** Largest number of threads of a function, as in the local run. */
const maxThreads = 4

/**
 * The deployed system in one process: the functions behind their queues, the schedule and the watch, timed by the
 * local run's own code.
 */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { time, pace, configuration, quota, onAnswer, seed = 1 } = options
  const { now, sleep, at, whenAllWait } = time
  const clock: LabClock = { now, sleep, at, whenAllWait, within: work => work() }
  const stirs = new Map<string, (deliverable: number) => void>()
  const queue = (name: string, fifo: boolean, visibilityMs: number, receives: number): MemoryQueue =>
    memoryQueue({
      ...{ name, fifo, visibilityMs, receives, now: time.now },
      onChange: deliverable => stirs.get(name)?.(deliverable),
    })
  const { visibility } = timing
  const maxAgeMs = configuration.signalMaxAgeSeconds * 1_000
  const signals = queue('signals', false, visibility.signals, crashReceives)
  const trades = queue('trades', true, visibility.trades, tradeReceives(maxAgeMs))
  const closes = queue('closes', true, visibility.closes, closeReceives)
  const invalid = queue('invalid', false, 0, Number.POSITIVE_INFINITY)

  let runs = 0
  const startWatch = () => {
    const id = `run-${++runs}`
    void startRun(watch, id)
  }
  const { market, nextSignalAt } = options
  const table = countedTable(options.table.documents)
  const stepsOf: StepsOf = (symbol, from, to) => market.symbol(symbol)?.steps(from, to) ?? []
  const venue = quietVenue(options.store, stepsOf, market.rules)
  const quiet = quietTicks({
    ...{ venue, nextSignalAt, isBusy: () => mayChange(), tableChanges: table.changes },
    intervalMs: configuration.checkIntervalSeconds * 1_000,
    markAt: (symbol, at) => market.symbol(symbol)?.latest(at)?.mark,
    ...factsIn(options.table.items),
  })
  const world = {
    ...{
      pace,
      configuration,
      documents: table.documents,
      store: venue.store,
      feed: market.feed,
      rules: market.rules,
    },
    ...{ tableChanges: table.changes, venueChanges: venue.changes },
    quiet: options.everyLook ? undefined : quiet,
    ...{ trades, closes, invalid, startWatch, told: options.told, asked: options.onAsked },
    notify: () => {},
  }
  const functions = Object.fromEntries(
    Object.entries(labFunctions).map(([label, { timeoutMs, open }]) => {
      const startProcess = () => startLabProcess(clock, label, process => open(world, process))
      const lambda = createLocalFunction(specOf(label, timeoutMs), { clock, pace, maxThreads, startProcess })
      const invoke: LocalFunction['invoke'] = async payload => {
        const outcome = await lambda.invoke(payload)
        if (outcome.ok) onAnswer(JSON.parse(outcome.body), time.now())
        return outcome
      }
      return [label, { ...lambda, invoke }]
    }),
  ) as Readonly<Record<FunctionLabel, LocalFunction>>
  await Promise.all(Object.values(functions).map(each => each.warm()))

  const shares = shareOut(quota, configuration.maxPositions)
  const watch = {
    ...{ clock, survey: functions.survey, inspect: functions.inspect, waitMs: pace.wait },
    closeCleanup: functions['close-cleanup'],
    mapBound: mapBound(quota, configuration.maxPositions),
  }
  const mapped = [
    {
      queue: signals,
      name: 'signals',
      of: 'signal-gate',
      batchSize: 10,
      concurrency: shares.signals,
      fifo: false,
    },
    { queue: trades, name: 'trades', of: 'executor', batchSize: 1, concurrency: shares.entries, fifo: true },
    {
      queue: closes,
      name: 'closes',
      of: 'close-cleanup',
      batchSize: 1,
      concurrency: shares.closes,
      fifo: true,
    },
  ] as const
  for (const { name, of, ...terms } of mapped) {
    const source = { ...terms, queueArn: name, partialResponses: true, lambda: functions[of] }
    stirs.set(name, startEventSource(source, { clock, pollMs: pace.poll }).stir)
  }
  startSchedule({ clock, expression: 'rate(1 minute)', seed, onDue: startWatch })

  const writers = ['signal-gate', 'executor', 'close-cleanup'] as const
  const mayChange = () =>
    writers.some(label => functions[label].active() > 0) || mapped.some(each => each.queue.holds())
  const isBusy = () =>
    Object.values(functions).some(each => each.active() > 0) || mapped.some(each => each.queue.holds())
  return {
    sendSignal(body) {
      if (Buffer.byteLength(body) > largestMessage || notTaken.test(body)) return false
      signals.send(body)
      return true
    },
    async invoke(label, payload) {
      const outcome = await functions[label].invoke(JSON.stringify(payload))
      if (outcome.ok) return JSON.parse(outcome.body)
      throw Object.assign(new Error(outcome.error.errorMessage), { name: outcome.error.errorType })
    },
    async idle() {
      for (;;) {
        await time.settled()
        if (!isBusy()) return
        await time.passed()
      }
    },
    looks: quiet.made,
    deadLetters: () => mapped.flatMap(each => each.queue.dead),
  }
}

/** Work in the table that becomes due by time alone. */
function factsIn(items: Pick<Items, 'get'>) {
  const item = (pk: string, sk: string) => items.get({ pk, sk })
  const numberIn = (of: Item | undefined, name: string) => Number(of?.[name] ?? Number.NEGATIVE_INFINITY)
  return {
    account: () => item('ACCOUNT', alone)?.body as Account | undefined,
    rulesReadAt: () => numberIn(item('RULES', 'READ'), 'readAt'),
    heardAt: () => numberIn(item('WATCH', alone), 'heardAt'),
  }
}

const specOf = (label: string, timeoutMs: number) => ({
  ...{ label, timeoutMs, name: `${deployment}-${label}`, handler: 'handler', memoryMb: 1024 },
  ...{ arn: label, file: label, logGroupArn: label, environment: {} },
})
