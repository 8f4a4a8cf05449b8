import { createBinanceExchange } from '#binance/binance.ts'
import {
  type CloseMessage,
  isUpkeep,
  type PositionRow,
  parseCloseMessage,
  parseTradeMessage,
  type UpkeepRow,
} from '#domain/messages.ts'
import type { SymbolRules } from '#domain/rules.ts'
import type { Wake } from '#domain/wake.ts'
import type { Invocation } from '#ports/context.ts'
import type { Exchange } from '#ports/exchange.ts'
import type { State } from '#ports/state.ts'
import { type Environment, loadConfiguration } from '#settings/configuration.ts'
import { createState } from '#table/state.ts'
import { closePosition, type ToldBy } from '../../functions/close-cleanup/close-position.ts'
import { deliver as takeDelivery } from '../../functions/executor/deliver.ts'
import { takeTrade } from '../../functions/executor/take-trade.ts'
import { inspect } from '../../functions/monitor/inspect/inspect.ts'
import { keepUp } from '../../functions/monitor/inspect/upkeep.ts'
import { survey } from '../../functions/monitor/survey/survey.ts'
import { parseWake } from '../../functions/monitor/survey/wake-message.ts'
import { surveyWoken } from '../../functions/monitor/survey/woken.ts'
import { takeSignal } from '../../functions/signal-gate/take-signal.ts'
import { leanExchange } from '../../infra/lab/lean-exchange.ts'
import { type Records, readRecords } from '../../infra/local/audit/records.ts'
import { type Bench, type BenchOptions, bench } from '../paper/builder.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import { aLife, type Life } from './life.ts'
import { type LocalQueue, localQueue } from './queue.ts'
import { type Recorded, recordingTelemetry } from './recording-telemetry.ts'
import { unreliable, type Wire } from './wire.ts'

/**
 * The whole system without Lambda: the use cases of all functions on one table and one venue. The test plays the
 * queues and the state machine. Time moves only when the test, a sleeper or a request moves it.
 */
export interface System extends Bench {
  readonly state: State
  /** A bystander's client: its requests always arrive. */
  readonly exchange: Exchange
  /** The wire that carries the functions' requests. */
  readonly wire: Wire
  readonly told: Recorded
  readonly trades: LocalQueue
  /** How long each trade message that was handed back is to rest, in ms. */
  readonly rests: number[]
  readonly closes: LocalQueue
  /** The messages in the invalid queue. */
  readonly invalid: LocalQueue
  /** The table's positions, journals and verdicts. */
  records(): Promise<Records>
  /** What inspect and close-cleanup threw in the watch; the state machine goes on. */
  readonly failures: unknown[]
  /** Whether the executor can start a run of the watch. */
  readonly watch: { startable: boolean; started: number }
  /** Whether notices reach the operator. */
  readonly topic: { reachable: boolean }
  /** Through the gate only. */
  gate(body: string | Readonly<Record<string, unknown>>, messageId?: string): Promise<void>
  /** One delivery of a trade message. */
  take(body: string, life?: Life): Promise<void>
  /** One inspection, with the close that it asks for. */
  inspect(row: PositionRow, lives?: Lives): Promise<void>
  close(message: CloseMessage, life?: Life, toldBy?: ToldBy): Promise<void>
  /**
   * Delivers the messages that wait in the queues; a message whose handler throws stays there, and the error is
   * thrown.
   */
  drain(): Promise<void>
  /** Gate, then drain. */
  signal(body: string | Readonly<Record<string, unknown>>, messageId?: string): Promise<void>
  /** One tick of the watch, now: survey, every inspect, every close. */
  tickWatch(lives?: Lives, execution?: string): Promise<void>
  /** A run that looks at these positions at once, and the closes that its looks ask for. */
  wake(wake: Partial<Wake>, lives?: Lives, execution?: string): Promise<void>
  /** Moves time to the next mark of the watch's grid and ticks there. */
  nextTick(): Promise<void>
  /** Moves the price and keeps it until triggered orders have filled; no tick. */
  move(price: string, symbol?: string): void
}

/** The processes of a tick, if a test has its own. */
export interface Lives {
  readonly survey?: Life
  readonly inspect?: Life
  readonly close?: Life
}

export interface SystemOptions extends BenchOptions {
  readonly environment?: Environment
  /** Rules that the table has already; without any, the first entry reads them from the exchange. */
  readonly known?: readonly SymbolRules[]
  /** An existing table, as it was left at `at`. */
  readonly stored?: Awaited<ReturnType<LocalDynamo['createTable']>>
  /** How far the functions' clock is ahead of the venue's. */
  readonly clockAheadMs?: number
}

export const deployment = 'test'

export async function openSystem(
  dynamo: Pick<LocalDynamo, 'createTable'>,
  options: SystemOptions = {},
): Promise<System> {
  // Each request takes 2 ms, so that no two events share an instant on the venue.
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
  const exchange = leanExchange((url, init) => venue.fetch(url, init), settings, venueBench.clock)
  const [trades, closes, invalid] = [localQueue(clock), localQueue(clock), localQueue(clock)]
  const failures: unknown[] = []
  const watch = { startable: true, started: 0 }
  const topic = { reachable: true }
  let [messages, wakes] = [0, 0]

  const contextOf = (life: Life): Invocation => ({
    exchange: life.through('exchange', ours),
    state: life.through('state', state),
    clock,
    telemetry: told.telemetry,
    configuration,
    deployment,
    holder: life.holder,
  })

  const runOf = (execution: string) => ({ execution, startedAt: new Date(clock.now()).toISOString() })

  async function each(rows: readonly (PositionRow | UpkeepRow)[], lives: Lives): Promise<void> {
    for (const row of rows) {
      try {
        if (isUpkeep(row)) await keepUp(contextOf(lives.inspect ?? aLife()), row)
        else await system.inspect(row, lives)
      } catch (error) {
        failures.push(error)
      }
    }
  }

  const system: System = {
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
      const context = { state, clock, configuration, telemetry: told.telemetry }
      await takeSignal({ ...context, tradeQueue: trades, invalidQueue: invalid }, { messageId, body: text })
    },
    async take(body, life = aLife()) {
      const closeQueue = life.through('closes', { send: closes.send })
      const { startWatch } = life.through('watch', {
        async startWatch() {
          if (!watch.startable) throw new Error('the watch cannot be started')
          watch.started += 1
        },
      })
      const context = { ...contextOf(life), startWatch, closeQueue }
      const message = parseTradeMessage(body)
      const { handBack } = life.through('trades', {
        handBack: async (restMs: number) => void system.rests.push(restMs),
      })
      await life.run(() => takeDelivery(context, { message, handBack }, () => takeTrade(context, message)))
    },
    async inspect(row, lives = {}) {
      const life = lives.inspect ?? aLife()
      const answer = await life.run(() => inspect(contextOf(life), row))
      if (answer.close) await system.close(answer.close, lives.close)
    },
    async close(message, life = aLife(), toldBy = 'watch') {
      const { notify } = life.through('topic', {
        async notify(subject: string) {
          if (!topic.reachable) throw new Error('the topic cannot be reached')
          told.notices.push(subject)
        },
      })
      const tradeQueue = life.through('trades', { send: trades.send })
      const context = { ...contextOf(life), notify, tradeQueue, toldBy }
      await life.run(() => closePosition(context, parseCloseMessage(message)))
    },
    async drain() {
      await deliver(trades, body => system.take(body))
      await deliver(closes, body => system.close(parseCloseMessage(body), aLife(), 'queue'))
    },
    async signal(body, messageId) {
      await system.gate(body, messageId)
      await system.drain()
    },
    async tickWatch(lives = {}, execution = 'run') {
      const life = lives.survey ?? aLife()
      const { positions } = await life.run(() => survey(contextOf(life), runOf(execution)))
      await each(positions, lives)
    },
    async wake(given, lives = {}, execution = `woken ${++wakes}`) {
      const wake = { only: [], cause: 'order-ended', heardAt: clock.now(), ...given } as const
      const life = lives.survey ?? aLife()
      const run = { ...runOf(execution), wake: parseWake(wake) }
      const { positions } = await life.run(() => surveyWoken(contextOf(life), run))
      await each(positions, lives)
    },
    async nextTick() {
      const interval = configuration.checkIntervalSeconds * 1000
      clock.advance(interval - (clock.now() % interval))
      await system.tickWatch()
    },
    move(price, symbol) {
      venueBench.tick(price, symbol)
      venueBench.tick(price, symbol)
    },
  }
  return system
}

async function deliver({ waiting }: LocalQueue, work: (body: string) => Promise<void>): Promise<void> {
  while (waiting[0] !== undefined) {
    await work(waiting[0])
    waiting.shift()
  }
}
