import { type PositionRow, parseTradeMessage } from '#domain/messages.ts'
import { createBinanceExchange } from '#exchange/binance.ts'
import type { Exchange } from '#exchange/port.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { createMemoryStore } from '#paper/memory-store.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue, type PaperVenue } from '#paper/venue.ts'
import type { Clock } from '#runtime/clock.ts'
import { loadConfiguration } from '#runtime/configuration.ts'
import { createState } from '#state/state.ts'
import { takeTrade } from '../../functions/executor/take-trade.ts'
import { inspect } from '../../functions/monitor/inspect/inspect.ts'
import { survey } from '../../functions/monitor/survey/survey.ts'
import { takeSignal } from '../../functions/signal-gate/take-signal.ts'
import { localQueue } from '../house/queue.ts'
import { type Recorded, recordingTelemetry } from '../house/recording-telemetry.ts'
import { type ScriptedFeed, scriptedFeed } from '../paper/builder.ts'
import type { LocalDynamo } from '../state/local-table.ts'
import { type DynamoMeter, meterDynamo } from './dynamo-meter.ts'
import { manySymbols } from './many-symbols.ts'

/** The use cases of all functions on one table and one venue, for as many positions as are asked for. */
export interface Floor {
  readonly venue: PaperVenue
  readonly feed: ScriptedFeed
  readonly symbols: readonly string[]
  readonly told: Recorded
  /** What the functions' own items cost. */
  readonly table: DynamoMeter
  /** What the venue's items cost; nothing while they are kept in memory. */
  readonly venueTable: DynamoMeter
  /** Sends a BUY through gate and executor; throws when no position comes of it. */
  open(symbol: string): Promise<void>
  survey(execution?: string): Promise<readonly PositionRow[]>
  /** Inspects all rows at once, as the state machine does; answers how many are to be closed. */
  inspect(rows: readonly PositionRow[]): Promise<number>
  /** Request weight that the venue has counted in the minute that began then. */
  weightIn(minute: number): number
}

export interface FloorOptions {
  readonly dynamo: LocalDynamo
  readonly clock: Clock
  readonly positions: number
  /** Each way. */
  readonly latencyMs: number
  readonly venueItems: 'memory' | 'table'
}

export const startingPrice = '60000'
const deployment = 'bench'
export const minuteMs = 60_000

export async function openFloor(options: FloorOptions): Promise<Floor> {
  const { dynamo, clock, positions, latencyMs, venueItems } = options
  const { names, rules } = manySymbols(Math.max(positions, 1))
  const feed = scriptedFeed()
  for (const name of names) feed.push(name, clock.now(), startingPrice)
  const [ours, venues] = [await dynamo.createTable(), await dynamo.createTable()]
  const store = venueItems === 'memory' ? createMemoryStore() : dynamoVenueStore({ ...venues, clock })
  const venue = createPaperVenue({ store, feed, clock, rules, settings: { latencyMs } })

  const weights = new Map<number, number>()
  const exchangeOf = (): Exchange => {
    const { apiKey, secret } = defaultPaperSettings
    return createBinanceExchange({
      apiKey,
      secret,
      venue: 'paper',
      clock,
      fetch: async (url, init) => {
        const answer = await venue.fetch(url, init)
        const minute = minuteOf(clock.now())
        const used = Number(answer.headers.get('x-mbx-used-weight-1m'))
        weights.set(minute, Math.max(used, weights.get(minute) ?? 0))
        return answer
      },
    })
  }
  const configuration = loadConfiguration({
    QT_MAX_POSITIONS: '40',
    QT_MARGIN_FRACTION: '0.02',
    QT_MAX_DAILY_LOSS: '1000000',
  })
  const state = createState({ ...ours, clock })
  await state.account.open(configuration.venue, configuration.killSwitch)
  const told = recordingTelemetry()
  const [trades, closes, invalid] = [localQueue(clock), localQueue(clock), localQueue(clock)]
  const desk = { state, clock, telemetry: told.telemetry, configuration, deployment }
  const executor = { ...desk, exchange: exchangeOf(), holder: 'executor', closeQueue: closes }
  const surveyor = { ...desk, exchange: exchangeOf(), holder: 'survey' }
  const inspector = { ...desk, exchange: exchangeOf() }

  return {
    venue,
    feed,
    symbols: names,
    told,
    table: meterDynamo(ours.documents),
    venueTable: meterDynamo(venues.documents),
    async open(symbol) {
      const timestamp = Math.floor(clock.now())
      const signal = { symbol, action: 'BUY', confidence: 0.9, source: 'bench', timestamp }
      const message = { messageId: symbol, body: JSON.stringify(signal) }
      await takeSignal({ ...desk, tradeQueue: trades, invalidQueue: invalid }, message)
      const trade = trades.waiting.shift()
      if (trade === undefined) throw new Error(`The gate did not accept a BUY of ${symbol}: ${last(told)}`)
      await takeTrade({ ...executor, startWatch: async () => {} }, parseTradeMessage(trade))
      const { slots } = (await state.account.read()).item
      if (!slots[symbol]) throw new Error(`No position came of a BUY of ${symbol}: ${last(told)}`)
    },
    async survey(execution = 'run') {
      const startedAt = new Date(clock.now()).toISOString()
      return (await survey(surveyor, { execution, startedAt })).positions
    },
    async inspect(rows) {
      const looks = rows.map(row => inspect({ ...inspector, holder: `inspect-${row.id}` }, row))
      return (await Promise.all(looks)).filter(answer => answer.close).length
    },
    weightIn: minute => weights.get(minuteOf(minute)) ?? 0,
  }
}

const minuteOf = (at: number): number => Math.floor(at / minuteMs)
const last = ({ lines }: Recorded): string => JSON.stringify(lines.at(-1))
