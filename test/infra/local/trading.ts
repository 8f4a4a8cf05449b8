import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import { createBinanceExchange } from '#binance/binance.ts'
import type { NewOrder } from '#domain/orders.ts'
import type { CloseReason } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { dynamoVenueStore } from '#paper/dynamo-store.ts'
import type { PriceFeed } from '#paper/ports.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import type { State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { openMarket } from '../../../infra/local/market/market.ts'
import { serveMarket } from '../../../infra/local/market/market-server.ts'
import { localCredentials } from '../../../infra/local/runner/function-environment.ts'
import { region } from '../../../infra/local/runner/resolve.ts'
import { type LocalStack, startLocalStack } from '../../../infra/local/runner/stack.ts'

export const startAt = Date.UTC(2025, 1, 3, 2)
const minutes = 600

/** The real stack over a market that nearly stands still, for tests that trade on it. */
export interface Trading {
  readonly stack: LocalStack
  readonly state: State
  readonly lines: { readonly by: string; readonly line: string }[]
  /** A signal that is accepted, at 2x: far from its stop in this market. */
  signal(symbol: string, action: string): Promise<void>
  /** Plays market time until the condition holds; throws if it does not within the patience. */
  until(what: string, holds: () => Promise<boolean>, patienceMs?: number): Promise<void>
  /** Tells close-cleanup to close the position, as the watch does at each tick, until it is closed. */
  closeAsTold(positionId: string, reason: CloseReason): Promise<void>
  /** Cancels every stop of the symbol, as another client with the account's key could. */
  stripStops(symbol: string): Promise<void>
  /** Trades on the symbol, as another client with the account's key could. */
  tradeAsStranger(symbol: keyof typeof prices, side: 'BUY' | 'SELL', quantity: string): Promise<void>
  /** Orders of another client that match nothing, until the venue's record of the symbol is full. */
  fillRecord(symbol: keyof typeof prices): Promise<void>
  /** How many stops the exchange shows for the symbol. */
  stops(symbol: string): Promise<number>
  /** A stop far from the market under this client id, which no function of ours has placed. */
  placeStop(symbol: keyof typeof prices, clientId: string): Promise<void>
  cancelStop(symbol: string, clientId: string): Promise<void>
  /** Writes the exchange's normal rules into the table, as read so long ago that they may be read again. */
  readRules(): Promise<void>
  /** Puts a close into the queue, as an operator could. */
  sendClose(positionId: string, group: string): Promise<void>
  positionOn(symbol: string): Promise<string | undefined>
  isOpen(symbol: string): Promise<boolean>
  close(): Promise<void>
}

export interface TradingOptions {
  /** Evaluates the alarms, once for each of these delays of metrics, in milliseconds. */
  readonly alarms?: readonly number[]
  /** Each successful answer of a function. */
  readonly onAnswer?: (by: string) => void
  /** The table's content when the stack starts, and its time. */
  readonly found?: { readonly at: number; readonly items: readonly Record<string, unknown>[] }
}

const prices = { ETHUSDT: 2800, SOLUSDT: 200 }

export async function openTrading(
  settings: Record<string, string> = {},
  { alarms, found, onAnswer }: TradingOptions = {},
): Promise<Trading> {
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-market-'))
  for (const [symbol, price] of Object.entries(prices)) {
    writeFileSync(join(folder, `${symbol}-1m-2025-02-03.csv`), stillMarket(price))
  }
  const market = openMarket({ klines: [folder], tickSizes: { ETHUSDT: '0.01', SOLUSDT: '0.01' } })
  const lines: Trading['lines'] = []
  const feed = await serveMarket(market, {
    now: () => stack.clock.now(),
    sleep: ms => stack.clock.sleep(ms),
  })
  const stack: LocalStack = await startLocalStack({
    startAt: found?.at ?? startAt,
    speed: Number.POSITIVE_INFINITY,
    ...(alarms && { alarms }),
    settings: {
      QT_COOLDOWN_SECONDS: '0',
      QT_DEFAULT_LEVERAGE: '2',
      QT_MIN_STOP_SPREADS: '0',
      ...settings,
    },
    feedUrl: feed.url,
    askFeed: feed.ask,
    ...(onAnswer && { onAnswer }),
    onLog: (by, line) => lines.push({ by, line }),
  })
  const { clock, documents, table } = stack
  const state = createState({ documents, table, clock })
  for (const Item of found?.items ?? []) await documents.send(new PutCommand({ TableName: table, Item }))
  await state.account.open('paper', false)

  const exchange = bystander(stack, market.feed)

  async function until(what: string, holds: () => Promise<boolean>, patienceMs = 180_000): Promise<void> {
    const deadline = clock.now() + patienceMs
    while (!(await holds())) {
      if (clock.now() > deadline) {
        const said = lines.slice(-20).map(({ by, line }) => `${by}: ${line.slice(0, 300)}`)
        throw new Error(`${what}: expected within ${patienceMs} ms, did not come:\n${said.join('\n')}`)
      }
      await clock.sleep(1_000)
    }
  }

  const positionOn = async (symbol: string) => (await state.account.read()).item.slots[symbol]?.positionId
  const openStops = async (symbol: string) =>
    (await exchange.openAlgoOrders(symbol)).filter(({ type }) => type?.startsWith('STOP'))

  return {
    stack,
    state,
    lines,
    until,
    positionOn,
    async isOpen(symbol) {
      const id = await positionOn(symbol)
      return (id && (await state.positions.read(id))?.item.state) === 'open'
    },
    stops: async symbol => (await openStops(symbol)).length,
    signal: (symbol, action) =>
      stack.sendSignal({
        symbol,
        action,
        confidence: 0.9,
        source: 'test',
        timestamp: new Date(clock.now()).toISOString(),
      }),
    closeAsTold: (positionId, reason) =>
      until('the close', async () => {
        // A failed close is requested again.
        await stack.invoke('close-cleanup', { v: 1, positionId, reason }).catch(() => undefined)
        return (await state.positions.read(positionId))?.item.state === 'closed'
      }),
    async stripStops(symbol) {
      for (const { clientId } of await openStops(symbol)) await exchange.cancelAlgo(symbol, clientId)
    },
    async tradeAsStranger(symbol, side, quantity) {
      const price = (prices[symbol] * (side === 'BUY' ? 1.01 : 0.99)).toFixed(2)
      const { outcome } = await exchange.place(strangersOrder({ symbol, side, quantity, price }))
      if (outcome !== 'accepted') throw new Error(`expected the order to be accepted, it was ${outcome}`)
    },
    async fillRecord(symbol) {
      const price = (prices[symbol] * 0.99).toFixed(2)
      for (let count = 0; count < linesKept; count++)
        await exchange.place(strangersOrder({ symbol, side: 'BUY', quantity: '1', price }))
    },
    async placeStop(symbol, clientId) {
      const triggerPrice = (prices[symbol] * 0.5).toFixed(2)
      const stop = {
        type: 'STOP_MARKET',
        side: 'SELL',
        quantity: '1',
        symbol,
        triggerPrice,
        clientId,
      } as const
      const { outcome } = await exchange.placeAlgo(stop)
      if (outcome !== 'accepted') throw new Error(`expected the stop to be accepted, it was ${outcome}`)
    },
    cancelStop: async (symbol, clientId) => void (await exchange.cancelAlgo(symbol, clientId)),
    async readRules() {
      await state.symbols.saveRules(await exchange.allRules(), clock.now())
      const before = clock.now() - timing.rules.apart
      await documents.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: 'RULES', sk: 'READ' },
          UpdateExpression: 'SET readAt = :before, askedAt = :before',
          ExpressionAttributeValues: { ':before': before },
        }),
      )
    },
    async sendClose(positionId, group) {
      const QueueUrl = stack.outputs.CloseQueueUrl ?? ''
      const sqs = new SQSClient({ region, credentials: localCredentials, endpoint: new URL(QueueUrl).origin })
      const MessageBody = JSON.stringify({ v: 1, positionId, reason: 'operator' })
      const fifo = { MessageGroupId: group, MessageDeduplicationId: group }
      const release = clock.hold()
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...fifo })).finally(release)
    },
    async close() {
      await stack.close()
      await feed.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** How much of a symbol's past the paper venue keeps before it moves the oldest part away. */
const linesKept = 60
let strangersOrders = 0

type LimitOrder = Extract<NewOrder, { readonly type: 'LIMIT' }>

function strangersOrder(terms: Pick<LimitOrder, 'symbol' | 'side' | 'quantity' | 'price'>): LimitOrder {
  strangersOrders += 1
  return { type: 'LIMIT', timeInForce: 'IOC', clientId: `x-${strangersOrders}`, ...terms }
}

/** A client of the paper venue that is not one of the functions. */
function bystander({ documents, table, clock, secret }: LocalStack, feed: PriceFeed) {
  const credentials = JSON.parse(secret()) as { readonly apiKey: string; readonly secret: string }
  const venue = createPaperVenue({
    store: dynamoVenueStore({ documents, table }),
    feed,
    clock,
    rules: shippedRules,
    settings: { ...credentials, startingBalance: '10000' },
  })
  return createBinanceExchange({
    ...credentials,
    venue: 'paper',
    clock,
    fetch: venue.fetch,
    timeoutMs: 20_000,
  })
}

/** One candle a minute, a hundredth of a percent up and down. */
function stillMarket(price: number): string {
  const [high, low] = [price * 1.0001, price * 0.9999].map(edge => edge.toFixed(2))
  const rows = Array.from({ length: minutes }, (_, minute) => {
    return [startAt - 60_000 + minute * 60_000, price, high, low, price, 10_000].join(',')
  })
  return `open_time,open,high,low,close,volume\n${rows.join('\n')}\n`
}
