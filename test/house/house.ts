import {
  type CloseMessage,
  isUpkeep,
  type PositionRow,
  parseCloseMessage,
  parseTradeMessage,
} from '#domain/messages.ts'
import type { SymbolRules } from '#domain/rules.ts'
import { createBinanceExchange } from '#exchange/binance.ts'
import type { Exchange } from '#exchange/port.ts'
import type { Desk } from '#protection/desk.ts'
import { type Environment, loadConfiguration } from '#runtime/configuration.ts'
import type { State } from '#state/port.ts'
import { createState } from '#state/state.ts'
import { closePosition } from '../../functions/close-cleanup/close-position.ts'
import { deliver as takeDelivery } from '../../functions/executor/deliver.ts'
import { takeTrade } from '../../functions/executor/take-trade.ts'
import { inspect } from '../../functions/monitor/inspect/inspect.ts'
import { keepUp } from '../../functions/monitor/inspect/upkeep.ts'
import { survey } from '../../functions/monitor/survey/survey.ts'
import { takeSignal } from '../../functions/signal-gate/take-signal.ts'
import { type Records, readRecords } from '../../infra/local/judge/records.ts'
import { type Bench, type BenchOptions, bench } from '../paper/builder.ts'
import type { LocalDynamo } from '../state/local-table.ts'
import { aLife, type Life } from './life.ts'
import { type LocalQueue, localQueue } from './queue.ts'
import { type Recorded, recordingTelemetry } from './recording-telemetry.ts'
import { unreliable, type Wire } from './wire.ts'

/**
 * The whole house without Lambda: the use cases of all functions on one table and one venue, with the queues
 * and the state machine played by the test. Time moves only when the test, a sleeper or a request moves it.
 */
export interface House extends Bench {
  readonly state: State
  /** A bystander's client: its requests always arrive. */
  readonly exchange: Exchange
  /** What the functions' requests go through. */
  readonly wire: Wire
  readonly told: Recorded
  readonly trades: LocalQueue
  /** How long each trade message that was handed back is to rest, in ms. */
  readonly rests: number[]
  readonly closes: LocalQueue
  /** Everything in the queue of the invalid. */
  readonly invalid: LocalQueue
  /** All that the table holds of positions, their journals and verdicts. */
  records(): Promise<Records>
  /** What inspect and close-cleanup threw in the watch; the state machine goes on. */
  readonly failures: unknown[]
  /** Whether the executor can start a run of the watch. */
  readonly watch: { startable: boolean; started: number }
  /** Whether notices reach anybody. */
  readonly topic: { reachable: boolean }
  /** Through the gate only. */
  gate(body: string | Readonly<Record<string, unknown>>, messageId?: string): Promise<void>
  /** One delivery of a trade message. */
  take(body: string, life?: Life): Promise<void>
  /** One inspection, with the close that it asks for. */
  inspect(row: PositionRow, lives?: Lives): Promise<void>
  /** `waitMs`: it comes from the queue. */
  close(message: CloseMessage, life?: Life, waitMs?: number): Promise<void>
  /** Delivers what waits in the queues; a message whose handler throws stays there, and the error is thrown. */
  drain(): Promise<void>
  /** Gate, then drain. */
  signal(body: string | Readonly<Record<string, unknown>>, messageId?: string): Promise<void>
  /** One tick of the watch, now: survey, every inspect, every close. */
  tickWatch(lives?: Lives, execution?: string): Promise<void>
  /** Moves time to the next mark of the watch's grid and ticks there. */
  nextTick(): Promise<void>
  /** The price goes there and stays until what it triggers has met the book; no tick. */
  move(price: string, symbol?: string): void
}

/** The processes that a tick runs in, where a test has its own. */
export interface Lives {
  readonly survey?: Life
  readonly inspect?: Life
  readonly close?: Life
}

export interface HouseOptions extends BenchOptions {
  readonly environment?: Environment
  /** Rules that the table has already; without any, the first entry reads them from the exchange. */
  readonly known?: readonly SymbolRules[]
  /** A table that is there already, as it was left at `at`. */
  readonly stored?: Awaited<ReturnType<LocalDynamo['createTable']>>
  /** How far the functions' clock is ahead of the venue's. */
  readonly clockAheadMs?: number
}

export const deployment = 'test'

export async function openHouse(
  dynamo: Pick<LocalDynamo, 'createTable'>,
  options: HouseOptions = {},
): Promise<House> {
  // Each request takes 2 ms, so that no two things happen at one instant on the venue.
  const venueBench = bench({ ...options, settings: { latencyMs: 1, ...options.settings } })
  const { venue, settings } = venueBench
  // Within half a minute of a full hour funding may still come, and no result is known.
  if (options.at === undefined) venueBench.clock.advance(60_000)
  const wire = unreliable((url, init) => venue.fetch(url, init), venueBench.clock)
  const { clockAheadMs = 0 } = options
  const now = () => venueBench.clock.now() + clockAheadMs
  const clock = { ...venueBench.clock, now, sleep: wire.wait }
  const configuration = loadConfiguration(options.environment ?? {})
  const stored = options.stored ?? (await dynamo.createTable())
  const state = createState({ ...stored, clock })
  await state.account.open(configuration.venue, configuration.killSwitch)
  if (options.known) await state.symbols.saveRules(options.known, clock.now())
  const told = recordingTelemetry()
  const keys = { apiKey: settings.apiKey, secret: settings.secret, venue: 'paper', clock } as const
  const ours = createBinanceExchange({ ...keys, fetch: wire.fetch })
  const exchange = createBinanceExchange({ ...keys, fetch: (url, init) => venue.fetch(url, init) })
  const [trades, closes, invalid] = [localQueue(clock), localQueue(clock), localQueue(clock)]
  const failures: unknown[] = []
  const watch = { startable: true, started: 0 }
  const topic = { reachable: true }
  let messages = 0

  const deskOf = (life: Life): Desk & { readonly holder: string } => ({
    exchange: life.through('exchange', ours),
    state: life.through('state', state),
    clock,
    telemetry: told.telemetry,
    holder: life.holder,
  })

  const house: House = {
    ...venueBench,
    clock,
    state,
    exchange,
    wire,
    told,
    trades,
    rests: [],
    closes,
    invalid,
    records: () => readRecords(stored.documents, stored.table),
    failures,
    watch,
    topic,
    async gate(body, messageId = `message-${++messages}`) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const desk = { state, clock, configuration, telemetry: told.telemetry }
      await takeSignal({ ...desk, tradeQueue: trades, invalidQueue: invalid }, { messageId, body: text })
    },
    async take(body, life = aLife()) {
      const closeQueue = life.through('closes', { send: closes.send })
      const { startWatch } = life.through('watch', {
        async startWatch() {
          if (!watch.startable) throw new Error('the watch cannot be started')
          watch.started += 1
        },
      })
      const desk = { ...deskOf(life), configuration, deployment, startWatch, closeQueue }
      const message = parseTradeMessage(body)
      const { handBack } = life.through('trades', {
        handBack: async (restMs: number) => void house.rests.push(restMs),
      })
      await life.run(() => takeDelivery(desk, { message, handBack }, () => takeTrade(desk, message)))
    },
    async inspect(row, lives = {}) {
      const life = lives.inspect ?? aLife()
      const answer = await life.run(() => inspect(deskOf(life), row))
      if (answer.close) await house.close(answer.close, lives.close)
    },
    async close(message, life = aLife(), waitMs) {
      const { notify } = life.through('topic', {
        async notify(subject: string) {
          if (!topic.reachable) throw new Error('the topic cannot be reached')
          told.notices.push(subject)
        },
      })
      const desk = { ...deskOf(life), notify, ...(waitMs !== undefined && { waitMs }) }
      await life.run(() => closePosition(desk, parseCloseMessage(message)))
    },
    async drain() {
      await deliver(trades, body => house.take(body))
      await deliver(closes, body => house.close(parseCloseMessage(body), aLife(), 0))
    },
    async signal(body, messageId) {
      await house.gate(body, messageId)
      await house.drain()
    },
    async tickWatch(lives = {}, execution = 'run') {
      const run = { execution, startedAt: new Date(clock.now()).toISOString() }
      const life = lives.survey ?? aLife()
      const { positions } = await life.run(() => survey({ ...deskOf(life), configuration, deployment }, run))
      for (const row of positions) {
        try {
          if (isUpkeep(row)) await keepUp(deskOf(lives.inspect ?? aLife()), row)
          else await house.inspect(row, lives)
        } catch (error) {
          failures.push(error)
        }
      }
    },
    async nextTick() {
      const interval = configuration.checkIntervalSeconds * 1000
      clock.advance(interval - (clock.now() % interval))
      await house.tickWatch()
    },
    move(price, symbol) {
      venueBench.tick(price, symbol)
      venueBench.tick(price, symbol)
    },
  }
  return house
}

async function deliver({ waiting }: LocalQueue, work: (body: string) => Promise<void>): Promise<void> {
  while (waiting[0] !== undefined) {
    await work(waiting[0])
    waiting.shift()
  }
}
