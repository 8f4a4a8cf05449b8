import { SQSServiceException } from '@aws-sdk/client-sqs'
import type { Pace } from '#domain/latency.ts'
import type { VenueLedger } from '#paper/audit/ledger.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { createState } from '#table/state.ts'
import type { Judged } from '../access/access.ts'
import { metricsLateMs } from '../alarms/evaluator.ts'
import { askedBook } from '../audit/asked-book.ts'
import { type Replayed, replayDecisions } from '../audit/decisions.ts'
import { createObserver } from '../audit/observed.ts'
import { type Records, readRecords } from '../audit/records.ts'
import { reportOf } from '../audit/report.ts'
import { type Market, markAt } from '../market/market.ts'
import { serveMarket } from '../market/market-server.ts'
import { channelTo, countTold, noTelling, openReceiver, type Telling } from '../runner/local-notify.ts'
import { openWebhook, withWebhook } from '../runner/local-webhook.ts'
import { type LocalStack, startLocalStack } from '../runner/stack.ts'
import { connect } from './connected.ts'
import { closeAtTheEnd } from './end-of-data.ts'
import type { Interruptible } from './interruption.ts'
import { readLedgers } from './ledgers.ts'
import type { Plan } from './plan.ts'
import { eventIndent } from './show/event-line.ts'
import { eventLines } from './show/event-lines.ts'
import { showShare } from './show/progress.ts'
import type { Screen } from './show/screen.ts'
import { followPositions } from './table.ts'

export interface PlayOptions {
  /** How much faster than real time waits pass; Infinity skips them. */
  readonly speed: number
  readonly screen: Screen
  /** How long AWS and the exchange take; the usual pace by default. */
  readonly pace?: Pace
  /** Whether the run also takes signals over HTTP. */
  readonly webhook?: boolean
  /** Has a sentinel watch the venue between two ticks. */
  readonly sentinel?: boolean
  /** Where notifications go. */
  readonly notify?: string
  /** Real milliseconds after which the run gives up on a function that computes without end. */
  readonly patienceMs?: number
  /** The file by which other processes find the run, and what to do once they can; what that returns ends it again. */
  readonly found?: { readonly by: string; readonly onFound: () => () => void }
  /** Ends the run before its market ends. */
  readonly interruption?: Interruptible
  /** Called once the whole stack is up. */
  readonly onOpened?: () => void
  /** Called before the stack closes. */
  readonly onPlayed?: (played: Played) => Promise<void>
}

/** A run's report, the evidence against its promises, its replayed decisions, and the calls that roles allowed. */
export type Played = ReturnType<typeof reportOf> & {
  /** The whole table at the end, journals included. */
  readonly records: Records
  /** The venue's own books, one per symbol. */
  readonly ledgers: readonly VenueLedger[]
  readonly decisions: Replayed
  readonly access: readonly Judged[]
  readonly telling: Telling
}

/** Plays a market and its signals over the synthesized stack, from the first signal to the last close. */
export async function play(plan: Plan, options: PlayOptions): Promise<Played> {
  const opened = new AsyncDisposableStack()
  try {
    const played = await playOver(opened, plan, options)
    await options.onPlayed?.(played)
    return played
  } finally {
    await opened.disposeAsync()
  }
}

async function playOver(opened: AsyncDisposableStack, plan: Plan, options: PlayOptions): Promise<Played> {
  const { speed, screen, pace, patienceMs, webhook = false, notify, sentinel } = options
  const { configuration, market, startAt } = plan
  const observer = createObserver()
  const asked = askedBook()
  const telling = noTelling()
  const linesOf = eventLines(startAt)
  const said = webhook ? withWebhook(plan.environment) : { environment: plan.environment, choices: {} }
  screen.note(introduction(plan, speed))
  const feed = opened.adopt(
    await serveMarket(
      market,
      clockOf(() => stack),
    ),
    it => it.close(),
  )
  const stack: LocalStack = await startLocalStack({
    startAt,
    speed,
    ...(pace && { pace }),
    ...(patienceMs !== undefined && { patienceMs }),
    environment: said.environment,
    choices: {
      ...said.choices,
      ...(sentinel && { sentinel: 'true' }),
      ...(notify !== undefined && { notify: channelTo(notify) }),
    },
    feedUrl: feed.url,
    askFeed: feed.ask,
    // Other processes that find the run may ask for its alarms, too.
    ...(options.found && { alarms: [metricsLateMs] }),
    onLog: (_, line) => {
      const parsed = observer.readLine(line)
      if (parsed) countTold(telling, parsed)
      for (const shown of parsed ? linesOf(parsed) : []) screen.note(shown, eventIndent)
    },
    onAsked: asked.note,
    onAnswer: (_, answer) => observer.noteAnswer(answer, stack.clock.now()),
  })
  opened.adopt(stack, it => it.close())
  const way = webhook ? openWebhook(stack) : undefined
  if (way && Number.isFinite(speed)) screen.note(`Meanwhile it takes signals, like this one:\n${way.curl}`)

  if (notify !== undefined) screen.note(openReceiver(stack, notify))
  const { clock, documents, table } = stack
  const state = createState({ documents, table, clock })
  const intervalMs = configuration.checkIntervalSeconds * 1000
  await state.account.open(configuration.venue, configuration.killSwitch)
  const marks = () => marksAt(market, clock.now())
  if (options.found) {
    opened.use(await connect(stack, feed.url, options.found.by))
    opened.defer(options.found.onFound())
  }
  const unfollow = followPositions({ clock, state, marks, screen, intervalMs })
  options.onOpened?.()
  const length = market.to - startAt
  const progress = showShare(screen, 'Played', () => Math.min(1, (clock.now() - startAt) / length))
  const { received, notTaken, interruptedAt } = await deliverAll(plan, stack, options)
  const endsAt = interruptedAt ?? market.to
  await closeAtTheEnd(stack, state, screen.note)
  // An unreachable receiver delays the end by at most a minute of market time.
  if (notify !== undefined) await stack.told(60_000)
  unfollow()
  progress.end()
  // All reports of the end are of the same instant.
  opened.defer(clock.hold())
  const { paperBalance: balance } = configuration
  const ledgers = await readLedgers({ clock, market, balance, store: dynamoVenueStore(stack) })
  const records = await readRecords(documents, table)
  const { environment } = plan
  const notes = { environment, asked, rules: market.rules, endsAt, woken: observer.woken }
  return {
    ...reportOf({
      ...{ received, notTaken, records, ledgers, observed: observer, intervalMs, notes },
      ...(interruptedAt !== undefined && { interruptedAt }),
      startsAt: startAt,
      balance: configuration.paperBalance,
      markAt: (symbol, at) => markAt(market, symbol, at),
    }),
    records,
    ledgers,
    decisions: replayDecisions(records),
    access: await stack.judged(),
    telling,
  }
}

/** What became of a market's signals, and when the run was interrupted, if it was; market time, in milliseconds. */
interface Delivered {
  readonly received: number
  /** Signals that the queue rejected. */
  readonly notTaken: number
  readonly interruptedAt?: number
}

/** Sends each signal when it is due, until the market is over or the run is interrupted. */
async function deliverAll(
  { signals, market }: Plan,
  stack: LocalStack,
  { screen, interruption }: PlayOptions,
): Promise<Delivered> {
  const { clock } = stack
  const interrupted = interruption?.asked.then(() => true)
  /** Whether the run is interrupted before then. */
  const isEndedBefore = async (at: number): Promise<boolean> => {
    const due = clock.sleep(at - clock.now()).then(() => false)
    return interrupted ? Promise.race([interrupted, due]) : due
  }
  let [received, notTaken] = [0, 0]
  interruption?.begin()
  for (const { body, at } of [...signals, { body: undefined, at: market.to }]) {
    if (await isEndedBefore(at)) {
      // Work in progress finishes first: a signal that was just sent may still open a position.
      await stack.idle()
      return { received, notTaken, interruptedAt: clock.now() }
    }
    if (body === undefined) break
    received += 1
    const refusal = await send(stack, body)
    if (refusal === undefined) continue
    notTaken += 1
    screen.note(refusal)
  }
  return { received, notTaken }
}

/** Undefined if the queue took the message, else its error: it limits size and characters. */
async function send(stack: LocalStack, body: string): Promise<string | undefined> {
  try {
    await stack.sendSignal(body)
    return undefined
  } catch (error) {
    if (!(error instanceof SQSServiceException && error.$fault === 'client')) throw error
    return `A message of ${Buffer.byteLength(body)} bytes was rejected by the signal queue: ${error.message}`
  }
}

const marksAt = (market: Market, at: number): ReadonlyMap<string, string> =>
  new Map(market.symbols.map(symbol => [symbol, market.symbol(symbol)?.latest(at)?.mark ?? '']))

/** The market server starts before the stack whose clock it follows. */
const clockOf = (stack: () => LocalStack) => ({
  now: () => stack().clock.now(),
  sleep: (ms: number) => stack().clock.sleep(ms),
})

function introduction({ market, startAt, signals, leftOut }: Plan, speed: number): string {
  const iso = (at: number) => new Date(at).toISOString().slice(0, 16)
  const [from, to] = [iso(startAt), iso(Math.ceil(market.to / 60_000) * 60_000)]
  const end = to.slice(0, 10) === from.slice(0, 10) ? to.slice(11) : to
  const pace = Number.isFinite(speed) ? `${speed} times as fast` : 'as fast as possible'
  const others = leftOut > 0 ? ` (${leftOut} outside this time left out)` : ''
  return [
    `Playing ${market.symbols.join(', ')} from ${from} to ${end} UTC,`,
    `${pace}, with ${signals.length} ${signals.length === 1 ? 'signal' : 'signals'}${others}.`,
  ].join('\n')
}
