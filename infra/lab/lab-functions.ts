import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import type { SQSEvent, SQSRecord } from 'aws-lambda'
import type { Pace } from '#domain/latency.ts'
import { type CloseMessage, parseCloseMessage, parseTradeMessage } from '#domain/messages.ts'
import { timing } from '#domain/timing.ts'
import { lazily } from '#lambda/lazily.ts'
import { tradingProcess } from '#lambda/trading-process.ts'
import type { PriceFeed, VenueStore } from '#paper/ports.ts'
import type { RuleBook } from '#paper/rules/rule-book.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { Configuration } from '#ports/configuration.ts'
import { createState } from '#table/state.ts'
import type { Asked } from '../local/audit/oracle/testimony.ts'
import { asVenueAnswer } from '../local/runner/venue-answers.ts'
import { credentialsOfLab } from './credentials.ts'
import { labTelemetry, type Told } from './lab-telemetry.ts'
import { leanExchange, type Note } from './lean-exchange.ts'
import type { MemoryQueue } from './memory-queue.ts'
import type { Handle, Process } from './process.ts'
import type { RowOfLab } from './quiet.ts'
import {
  atTick,
  closePosition,
  type Run,
  type ToldBy,
  takeDelivery,
  takeSignal,
  tellFailure,
} from './use-cases.ts'
import { inspecting, surveying, type WatchWorld } from './watch-functions.ts'

export const deployment = 'paper'
const table = 'memory'
const { functions: limits } = timing

/** Everything outside the functions, shared by all of their processes. */
export interface LabWorld extends Pick<WatchWorld, 'quiet' | 'tableChanges' | 'venueChanges'> {
  readonly pace: Pace
  readonly configuration: Configuration
  readonly documents: DynamoDBDocumentClient
  /** The paper venue's own records, and its market. */
  readonly store: VenueStore
  readonly feed: PriceFeed
  readonly rules: RuleBook
  readonly trades: MemoryQueue
  readonly closes: MemoryQueue
  readonly invalid: MemoryQueue
  startWatch(): void
  notify(subject: string): void
  readonly told: Told
  asked(asked: Asked): void
}

/** Every function as its handler assembles it, by its name in logs. */
export const labFunctions: Readonly<Record<FunctionLabel, FunctionOfLab>> = {
  'signal-gate': { timeoutMs: limits.signalGate.timeout, open: openGate },
  executor: { timeoutMs: limits.executor.timeout, open: openExecutor },
  survey: { timeoutMs: limits.survey.timeout, open: openSurvey },
  inspect: { timeoutMs: limits.inspect.timeout, open: openInspect },
  'close-cleanup': { timeoutMs: limits.closeCleanup.timeout, open: openCloseCleanup },
}
export type FunctionLabel = 'signal-gate' | 'executor' | 'survey' | 'inspect' | 'close-cleanup'

interface FunctionOfLab {
  readonly timeoutMs: number
  readonly open: (world: LabWorld, process: Process) => Handle
}

function openGate(world: LabWorld, process: Process): Handle {
  const { telemetry, state } = partsOf(world, process)
  const { configuration } = world
  const [tradeQueue, invalidQueue] = [
    queueOf(world, process, world.trades),
    queueOf(world, process, world.invalid),
  ]
  const context = { clock: process.clock, configuration, telemetry, state, tradeQueue, invalidQueue }
  const openAccount = lazily(() => state.account.open(configuration.venue, configuration.killSwitch))
  return told(telemetry, event =>
    eachRecord(telemetry, event as SQSEvent, async ({ messageId, body }) => {
      await openAccount()
      await takeSignal(context, { messageId, body })
    }),
  )
}

function openExecutor(world: LabWorld, process: Process): Handle {
  const { telemetry, state, run } = tradingParts(world, process, limits.executor.repeat)
  const { configuration, pace } = world
  const closeQueue = queueOf(world, process, world.closes)
  const startWatch = () => process.call(pace.service, async () => world.startWatch())
  const context = { clock: process.clock, configuration, telemetry, state }
  return told(telemetry, (event, { awsRequestId: holder }) =>
    eachRecord(telemetry, event as SQSEvent, ({ body, receiptHandle }) => {
      const message = parseTradeMessage(body)
      const handBack = (restMs: number) =>
        process.call(pace.service, async () => world.trades.handBack(receiptHandle, restMs))
      return takeDelivery(context, { message, handBack }, take =>
        run(async opened => {
          await opened.checkKey()
          await take({ ...opened, closeQueue, startWatch, holder })
        }),
      )
    }),
  )
}

function openSurvey(world: LabWorld, process: Process): Handle {
  const { telemetry, run } = tradingParts(world, process, limits.survey.repeat)
  const look = surveying(world)
  return told(telemetry, (event, { awsRequestId: holder }) =>
    run(async context => {
      const answer = await look({ ...context, holder }, event as Run)
      if (!answer.again) await context.checkKey()
      return answer
    }),
  )
}

function openInspect(world: LabWorld, process: Process): Handle {
  const { telemetry, run } = tradingParts(world, process, limits.inspect.repeat)
  const look = inspecting(world)
  return told(telemetry, (event, { awsRequestId: holder }) =>
    run(context => look({ ...context, holder }, event as RowOfLab)),
  )
}

function openCloseCleanup(world: LabWorld, process: Process): Handle {
  const { telemetry, run } = tradingParts(world, process, limits.closeCleanup.repeat)
  const notify = (subject: string) => process.call(world.pace.service, async () => world.notify(subject))
  const tradeQueue = queueOf(world, process, world.trades)
  const close = (message: CloseMessage, holder: string, toldBy: ToldBy) =>
    tellFailure(telemetry, message, () =>
      run(context => closePosition({ ...context, notify, tradeQueue, holder, toldBy }, message)),
    )
  return told(telemetry, (event, { awsRequestId }) => {
    if (isOfQueue(event))
      return eachRecord(telemetry, event, ({ body }) => close(parseCloseMessage(body), awsRequestId, 'queue'))
    const message = parseCloseMessage(event)
    return atTick(telemetry, message, () => close(message, awsRequestId, 'watch'))
  })
}

const isOfQueue = (event: unknown): event is SQSEvent => 'Records' in (event as object)

/** The parts of every process: its table, and its telemetry. */
function partsOf({ pace, documents, told }: LabWorld, process: Process) {
  const { clock } = process
  const reached = {
    send: (command: Parameters<DynamoDBDocumentClient['send']>[0]) =>
      process.call(pace.table, () => documents.send(command)),
  }
  const state = createState({ documents: reached as unknown as DynamoDBDocumentClient, table, clock })
  return { state, telemetry: labTelemetry(clock, told, process.label) }
}

function tradingParts(world: LabWorld, process: Process, repeatWithinMs: number) {
  const { configuration, pace } = world
  const { clock } = process
  const { state, telemetry } = partsOf(world, process)
  const note = noting(world, process)
  const run = tradingProcess({
    ...{ clock, state, telemetry, configuration, deployment, sharesAddress: false },
    readCredentials: credentialsOfLab(process, pace.service),
    exchangeOf(credentials) {
      const venue = createPaperVenue({
        store: world.store,
        feed: world.feed,
        clock,
        rules: world.rules,
        settings: { ...credentials, startingBalance: configuration.paperBalance, latencyMs: pace.venue },
      })
      return leanExchange(venue.fetch, credentials, clock, { readsTime: true, repeatWithinMs, note })
    },
  })
  return { state, telemetry, run }
}

/** Records the requests to the venue that the oracle needs. */
function noting(world: LabWorld, process: Process): Note {
  return (name, given) => {
    const params = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, String(value)]))
    const sentAt = process.clock.now()
    const caller = process.caller()
    return {
      hear(status, text) {
        const answer = asVenueAnswer({
          name,
          params,
          sentAt,
          answer: { at: process.clock.now(), status, text },
        })
        if (answer) world.asked({ caller, ...answer })
      },
    }
  }
}

const queueOf = ({ pace }: LabWorld, process: Process, queue: MemoryQueue) => ({
  send: (body: unknown, fifo?: { readonly group: string; readonly deduplicationId: string }) =>
    process.call(pace.service, async () =>
      queue.send(typeof body === 'string' ? body : JSON.stringify(body), fifo),
    ),
})

/** Metrics are written when the invocation ends, in success or failure. */
const told =
  ({ publish }: { publish(): void }, handle: Handle): Handle =>
  (event, context) =>
    handle(event, context).finally(publish)

/** Each record by itself; failed ones return to the queue. */
async function eachRecord(
  telemetry: ReturnType<typeof labTelemetry>,
  { Records }: SQSEvent,
  work: (record: SQSRecord) => Promise<void>,
) {
  const failed = await Promise.all(
    Records.map(async record => {
      try {
        await work(record)
        return []
      } catch (error) {
        telemetry.error('message-failed', error, { messageId: record.messageId })
        return [{ itemIdentifier: record.messageId }]
      }
    }),
  )
  return { batchItemFailures: failed.flat() }
}
