import { type CloseMessage, parseCloseMessage, type TradeMessage } from '#domain/messages.ts'
import { createBinanceExchange } from '#exchange/binance.ts'
import type { Exchange } from '#exchange/port.ts'
import type { Fetch } from '#exchange/transport.ts'
import type { Desk } from '#protection/desk.ts'
import { type Environment, loadConfiguration } from '#runtime/configuration.ts'
import type { Queue } from '#runtime/queues.ts'
import type { State } from '#state/port.ts'
import { createState } from '#state/state.ts'
import { closePosition } from '../../functions/close-cleanup/close-position.ts'
import { takeTrade } from '../../functions/executor/take-trade.ts'
import { inspect } from '../../functions/monitor/inspect/inspect.ts'
import { survey } from '../../functions/monitor/survey/survey.ts'
import { takeSignal } from '../../functions/signal-gate/take-signal.ts'
import { type Bench, type BenchOptions, bench } from '../paper/builder.ts'
import type { LocalDynamo } from '../state/local-table.ts'
import { type Recorded, recordingTelemetry } from './recording-telemetry.ts'

/**
 * The whole house without Lambda: the use cases of all functions on one table and one venue, with the queues
 * and the state machine played by the test. Time moves only when the test or a sleeper moves it.
 */
export interface House extends Bench {
  readonly state: State
  readonly exchange: Exchange
  readonly told: Recorded
  /** Everything in the queue of the invalid. */
  readonly invalid: unknown[]
  /** Sends one message through gate and executor, and carries out the closes that follow. */
  signal(body: string | Readonly<Record<string, unknown>>, messageId?: string): Promise<void>
  /** One tick of the watch: survey, every inspect, every close. */
  tickWatch(): Promise<void>
  close(message: CloseMessage): Promise<void>
}

export interface HouseOptions extends BenchOptions {
  readonly environment?: Environment
  /** Stands between the adapter and the venue. */
  readonly wire?: (fetch: Fetch) => Fetch
}

export async function openHouse(dynamo: LocalDynamo, options: HouseOptions = {}): Promise<House> {
  const venueBench = bench(options)
  const { clock, venue, settings } = venueBench
  const configuration = loadConfiguration(options.environment ?? {})
  const state = createState({ ...(await dynamo.createTable()), clock })
  await state.account.open(configuration.venue, configuration.killSwitch)
  const told = recordingTelemetry()
  const wire = options.wire ?? (fetch => fetch)
  const exchange = createBinanceExchange({
    apiKey: settings.apiKey,
    secret: settings.secret,
    venue: 'paper',
    clock,
    fetch: wire((url, init) => venue.fetch(url, init)),
  })
  const trades: TradeMessage[] = []
  const closes: CloseMessage[] = []
  const invalid: unknown[] = []
  let invocations = 0
  const holder = () => `invocation-${++invocations}`
  const desk: Desk = { exchange, state, clock, telemetry: told.telemetry }
  const deployment = 'test'

  async function close(message: CloseMessage): Promise<void> {
    const notify = async (subject: string) => void told.notices.push(subject)
    await closePosition({ ...desk, notify, holder: holder() }, message)
  }

  async function drain(): Promise<void> {
    for (const message of trades.splice(0)) {
      const startWatch = async () => {}
      const closeQueue = queueInto(closes, parseCloseMessage)
      await takeTrade(
        { ...desk, configuration, deployment, startWatch, closeQueue, holder: holder() },
        message,
      )
    }
    for (const message of closes.splice(0)) await close(message)
  }

  return {
    ...venueBench,
    state,
    exchange,
    told,
    invalid,
    close,
    async signal(body, messageId = `message-${++invocations}`) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const tradeQueue = queueInto(trades, sent => sent as TradeMessage)
      const invalidQueue = queueInto(invalid, sent => sent)
      const gate = { state, clock, configuration, telemetry: told.telemetry, tradeQueue, invalidQueue }
      await takeSignal(gate, { messageId, body: text })
      await drain()
    },
    async tickWatch() {
      const run = { execution: 'run', startedAt: new Date(clock.now()).toISOString() }
      const { positions } = await survey({ ...desk, configuration, deployment }, run)
      for (const row of positions) {
        const answer = await inspect({ ...desk, holder: holder() }, row)
        if (answer.close) await close(answer.close)
      }
    },
  }
}

const queueInto = <T>(into: T[], read: (body: unknown) => T): Queue => ({
  send: async body => void into.push(read(JSON.parse(JSON.stringify(body)))),
})
