import { expect } from 'vitest'
import type { Position } from '#domain/position.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import type { State, Verdict } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { askedBook } from '../../infra/local/audit/asked-book.ts'
import { createObserver, type LogLine } from '../../infra/local/audit/observed.ts'
import { readRecords } from '../../infra/local/audit/records.ts'
import { reportOf } from '../../infra/local/audit/report.ts'
import { openMarket } from '../../infra/local/market/market.ts'
import { serveMarket } from '../../infra/local/market/market-server.ts'
import { closeAtTheEnd } from '../../infra/local/play/end-of-data.ts'
import { readLedgers } from '../../infra/local/play/ledgers.ts'
import { withWebhook } from '../../infra/local/runner/local-webhook.ts'
import { type LocalStack, startLocalStack } from '../../infra/local/runner/stack.ts'
import { at, sample } from './market.ts'

/** The synthesized stack over a recorded market, for a test that sends messages at times of its own. */
export interface Whole {
  readonly stack: LocalStack
  readonly state: State
  /** What the functions logged, without metrics. */
  readonly lines: readonly LogLine[]
  positions(): Promise<readonly Position[]>
  /** The verdict on every message that arrived, repeats included. */
  verdicts(): Promise<readonly Verdict[]>
  /** The position of a symbol as soon as its entry is recorded as sent; fails if the signal is rejected before. */
  entrySent(symbol: string): Promise<Position>
  /** Lets market time pass until a time of the day. */
  until(time: string): Promise<void>
  /** Closes every position, and judges the run by the venue's books. */
  finish(): Promise<ReturnType<typeof reportOf>>
  /** No message is in a dead-letter queue or the invalid queue, and none waits for a function. */
  expectQuiet(): Promise<void>
  close(): Promise<void>
}

export interface WholeOptions {
  readonly from: string
  readonly to: string
  readonly klines?: readonly string[]
  /** The webhook accepts signals of the source `curl`. */
  readonly webhook?: boolean
  /** Each line that a function prints, metrics too. */
  readonly onRaw?: (label: string, text: string) => void
  /** Settings of the functions. */
  readonly settings?: Readonly<Record<string, string>>
  /** Further context, as `-c` sets it. */
  readonly choices?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** Changes a message before a function sees it. */
  readonly restamp?: (body: string) => string
  /** The time at which the market began, before the stack. */
  readonly since?: string
  /** Evaluates the alarms, with metrics that are this late. */
  readonly alarms?: readonly number[]
  /** Each line of the webhook's access log. */
  readonly onAccess?: (line: string) => void
}

const balance = '10000'

export async function openWhole({
  from,
  to,
  klines = [sample],
  webhook,
  settings,
  onRaw,
  onAccess,
  choices = {},
  environment = {},
  since = from,
  restamp,
  alarms,
}: WholeOptions): Promise<Whole> {
  const intervalMs = 1000 * Number(environment.QT_CHECK_INTERVAL ?? 10)
  const market = openMarket({ klines, from: at(since), to: at(to) })
  const observer = createObserver()
  const lines: LogLine[] = []
  const asked = askedBook()
  const struckAt: number[] = []
  const opened = new AsyncDisposableStack()
  const clock = { now: () => stack.clock.now(), sleep: (ms: number) => stack.clock.sleep(ms) }
  const feed = opened.adopt(await serveMarket(market, clock), it => it.close())
  const stack: LocalStack = await startLocalStack({
    startAt: at(from),
    speed: Number.POSITIVE_INFINITY,
    feedUrl: feed.url,
    askFeed: feed.ask,
    ...(webhook ? withWebhook(environment) : { environment, choices }),
    ...(onAccess && { onAccess }),
    ...(restamp && { restamp }),
    ...(settings && { settings }),
    ...(alarms && { alarms }),
    onLog: (label, text) => {
      onRaw?.(label, text)
      const line = observer.readLine(text)
      if (line) lines.push(line)
    },
    onAsked: asked.note,
    onAnswer: (_, answer) => observer.noteAnswer(answer, stack.clock.now()),
  })
  opened.adopt(stack, it => it.close())
  const { documents, table } = stack
  const state = createState({ documents, table, clock: stack.clock })
  const records = () => readRecords(documents, table)
  await state.account.open('paper', false)
  return {
    stack: {
      ...stack,
      kill(label) {
        struckAt.push(stack.clock.now())
        return stack.kill(label)
      },
    },
    state,
    lines,
    positions: async () => (await records()).positions,
    verdicts: async () => (await records()).verdicts,
    async entrySent(symbol) {
      for (;;) {
        const slot = (await state.account.read()).item.slots[symbol]
        const position = slot && (await state.positions.read(slot.positionId))?.item
        if (position?.entry.sentAt !== undefined) return position
        const failed = lines.find(line => line.message === 'message-failed' || isRefused(line, symbol))
        if (failed) throw new Error(`${symbol} was not entered: ${JSON.stringify(failed)}`)
        await stack.clock.sleep(5)
      }
    },
    until: time => stack.clock.sleep(at(time) - stack.clock.now()),
    async finish() {
      const endsAt = stack.clock.now()
      await closeAtTheEnd(stack, state, failure => {
        throw new Error(failure)
      })
      const ledgers = await readLedgers({
        ...{ market, balance },
        clock: stack.clock,
        store: dynamoVenueStore(stack),
      })
      const found = await records()
      const received = found.verdicts.length
      const notes = {
        environment: { ...environment, ...settings },
        asked,
        rules: market.rules,
        endsAt,
        struckAt,
      }
      return reportOf({
        received,
        notTaken: 0,
        records: found,
        ledgers,
        observed: observer,
        intervalMs,
        notes,
        startsAt: at(from),
        balance,
      })
    },
    async expectQuiet() {
      await stack.idle()
      expect(await stack.deadLetters()).toEqual({})
      for (const queue of ['SignalQueueUrl', 'TradeQueueUrl', 'CloseQueueUrl'])
        expect(await stack.messages(queue)).toEqual([])
    },
    close: () => opened.disposeAsync(),
  }
}

const isRefused = ({ message, symbol }: LogLine, of: string): boolean =>
  message === 'signal-refused' && symbol === of

/** Every promise, with the observation that breaks it. */
export function expectPromises({ report, breaches }: ReturnType<typeof reportOf>): void {
  expect(Object.values(breaches).flat()).toEqual([])
  expect(Object.values(report.promises)).toEqual(Object.values(report.promises).map(() => true))
  expect(report.ordersLeft).toBe(0)
  expect(report.duplicateEntries).toBe(0)
  expect(report.ticks.done).toBe(report.ticks.due)
  // Fields that scripts of earlier releases read.
  expect(report.ticks.held).toBe(report.ticks.done)
}
