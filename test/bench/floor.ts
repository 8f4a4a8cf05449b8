import { createBinanceExchange } from '#binance/binance.ts'
import { isUpkeep, type PositionRow, parseTradeMessage, type UpkeepRow } from '#domain/messages.ts'
import type { CloseReason } from '#domain/position.ts'
import type { Wake } from '#domain/wake.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue, type PaperVenue, type PaperVenueParts } from '#paper/venue.ts'
import type { Clock } from '#ports/clock.ts'
import type { Exchange } from '#ports/exchange.ts'
import type { State } from '#ports/state.ts'
import { PositionBusy } from '#position/lease.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { createState } from '#table/state.ts'
import { closePosition } from '../../functions/close-cleanup/close-position.ts'
import { takeTrade } from '../../functions/executor/take-trade.ts'
import { inspect } from '../../functions/monitor/inspect/inspect.ts'
import { survey } from '../../functions/monitor/survey/survey.ts'
import { surveyWoken } from '../../functions/monitor/survey/woken.ts'
import { takeSignal } from '../../functions/signal-gate/take-signal.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { localQueue } from '../in-process/queue.ts'
import { type Recorded, recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { type ScriptedFeed, scriptedFeed } from '../paper/builder.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import { type DynamoMeter, meterDynamo } from './dynamo-meter.ts'
import { manySymbols } from './many-symbols.ts'

/** The use cases of all functions on one table and one venue, for any number of positions. */
export interface Floor {
  readonly venue: PaperVenue
  readonly feed: ScriptedFeed
  readonly symbols: readonly string[]
  readonly told: Recorded
  /** The cost of the functions' own items. */
  readonly table: DynamoMeter
  /** The cost of the venue's items; 0 while they are kept in memory. */
  readonly venueTable: DynamoMeter
  /** Requests that the functions sent to the exchange since the last call. */
  drainAsked(): number
  /** Sends a BUY through the gate; throws if it is not accepted. */
  accept(symbol: string): Promise<void>
  /** Sends a BUY that the gate rejects. */
  refuse(symbol: string): Promise<void>
  /** Has the executor enter the accepted signal; throws if no position comes of it. */
  enter(symbol: string): Promise<void>
  /** Both of them, one after the other. */
  open(symbol: string): Promise<void>
  close(symbol: string): Promise<void>
  survey(execution?: string): Promise<readonly PositionRow[]>
  /** The same; `again`: whether the run of the watch looks once more at its next tick. */
  tick(execution: string): Promise<{ readonly rows: readonly PositionRow[]; readonly again: boolean }>
  /** Inspects all rows at once, as the state machine does; returns how many are to be closed. */
  inspect(rows: readonly PositionRow[]): Promise<number>
  /** The positions to look at between two ticks. */
  surveyWoken(wake: Wake): Promise<readonly PositionRow[]>
  /** Like `inspect`, with the closes that the looks ask for, each after its own look. */
  lookAndClose(rows: readonly PositionRow[]): Promise<void>
  readonly state: State
  /** Request weight that the venue has counted in the minute that began then. */
  weightIn(minute: number): number
}

export interface FloorOptions {
  readonly dynamo: Pick<LocalDynamo, 'createTable'>
  readonly clock: Clock
  readonly positions: number
  /** Each way. */
  readonly latencyMs: number
  readonly venueItems: 'memory' | 'table'
  /** Tables in this process do not know their cost: use `unmetered` for them. */
  readonly meter?: typeof meterDynamo
  /** The venue's other options. */
  readonly venueParts?: Partial<PaperVenueParts>
}

export const startingPrice = '60000'
const deployment = 'bench'
export const minuteMs = 60_000

export async function openFloor(options: FloorOptions): Promise<Floor> {
  const { dynamo, clock, positions, latencyMs, venueItems, venueParts, meter = meterDynamo } = options
  const { names, rules } = manySymbols(Math.max(positions, 1))
  const feed = scriptedFeed()
  for (const name of names) feed.push(name, clock.now(), startingPrice)
  const [ours, venues] = [await dynamo.createTable(), await dynamo.createTable()]
  const store = venueItems === 'memory' ? createMemoryStore() : dynamoVenueStore({ ...venues, clock })
  const venue = createPaperVenue({ store, feed, clock, rules, settings: { latencyMs }, ...venueParts })

  const weights = new Map<number, number>()
  let asked = 0
  const exchangeOf = (): Exchange => {
    const { apiKey, secret } = defaultPaperSettings
    return createBinanceExchange({
      apiKey,
      secret,
      venue: 'paper',
      clock,
      fetch: async (url, init) => {
        asked += 1
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
  const context = { state, clock, telemetry: told.telemetry, configuration, deployment }
  const executor = { ...context, exchange: exchangeOf(), holder: 'executor', closeQueue: closes }
  const surveyor = { ...context, exchange: exchangeOf(), holder: 'survey' }
  const inspector = { ...context, exchange: exchangeOf() }
  const closer = { ...context, exchange: exchangeOf() }
  let signals = 0

  async function give(symbol: string, confidence: number): Promise<void> {
    const timestamp = Math.floor(clock.now())
    signals += 1
    const signal = { symbol, action: 'BUY', confidence, source: 'bench', id: String(signals), timestamp }
    const message = { messageId: `${symbol}-${signals}`, body: JSON.stringify(signal) }
    await takeSignal({ ...context, tradeQueue: trades, invalidQueue: invalid }, message)
  }

  async function accept(symbol: string): Promise<void> {
    await give(symbol, 0.9)
    if (trades.waiting.length === 0) throw new Error(`The gate refused a BUY of ${symbol}: ${last(told)}`)
  }

  async function enter(symbol: string): Promise<void> {
    const trade = trades.waiting.shift()
    if (trade === undefined) throw new Error(`No BUY of ${symbol} was accepted`)
    await takeTrade({ ...executor, startWatch: async () => {} }, parseTradeMessage(trade))
    const { slots } = (await state.account.read()).item
    if (!slots[symbol]) throw new Error(`No position came of a BUY of ${symbol}: ${last(told)}`)
  }

  /** Each invocation is a holder of its own. */
  let invocations = 0
  const holderOf = (name: string) => {
    invocations += 1
    return `${name} ${invocations}`
  }
  const closeOf = (positionId: string, reason: CloseReason) =>
    closePosition(
      {
        ...closer,
        holder: holderOf('close-cleanup'),
        notify: async () => {},
        tradeQueue: trades,
        toldBy: 'watch',
      },
      { v: 1, positionId, reason },
    )
  const toLookAt = (rows: readonly (PositionRow | UpkeepRow)[]) =>
    rows.filter((row): row is PositionRow => !isUpkeep(row))
  const tick: Floor['tick'] = async execution => {
    const startedAt = new Date(clock.now()).toISOString()
    const { positions, again } = await survey(surveyor, { execution, startedAt })
    return { rows: toLookAt(positions), again }
  }
  const lookAt = (row: PositionRow) => inspect({ ...inspector, holder: holderOf('inspect') }, row)

  return {
    venue,
    feed,
    state,
    symbols: names,
    told,
    table: meter(ours.documents),
    venueTable: meter(venues.documents),
    drainAsked() {
      const drained = asked
      asked = 0
      return drained
    },
    accept,
    refuse: symbol => give(symbol, 0.1),
    enter,
    async open(symbol) {
      await accept(symbol)
      await enter(symbol)
    },
    async close(symbol) {
      const { slots } = (await state.account.read()).item
      await closeOf(slots[symbol]?.positionId ?? '', 'signal')
    },
    survey: async (execution = 'run') => (await tick(execution)).rows,
    tick,
    async surveyWoken(wake) {
      const startedAt = new Date(clock.now()).toISOString()
      return toLookAt(
        (
          await surveyWoken(
            { ...surveyor, holder: holderOf('survey') },
            { execution: `wake-${wake.heardAt}`, startedAt, wake },
          )
        ).positions,
      )
    },
    async lookAndClose(rows) {
      await Promise.all(
        rows.map(async row => {
          const { close } = await lookAt(row)
          // A position that another run is closing is left to that run, as the state machine does.
          if (close) await closeOf(row.id, close.reason).catch(unlessBusy)
        }),
      )
    },
    async inspect(rows) {
      return (await Promise.all(rows.map(lookAt))).filter(answer => answer.close).length
    },
    weightIn: minute => weights.get(minuteOf(minute)) ?? 0,
  }
}

function unlessBusy(error: unknown): void {
  if (!(error instanceof PositionBusy)) throw error
}

const minuteOf = (at: number): number => Math.floor(at / minuteMs)
const last = ({ lines }: Recorded): string => JSON.stringify(lines.at(-1))
