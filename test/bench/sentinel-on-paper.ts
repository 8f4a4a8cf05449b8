import { setTimeout as pause } from 'node:timers/promises'
import { addressesOf } from '#binance/streams/addresses.ts'
import { dec } from '#domain/decimal.ts'
import type { Told } from '#domain/told.ts'
import { createDocuments } from '#lambda/documents.ts'
import { paperStream } from '#lambda/paper-stream.ts'
import { paperTransport } from '#lambda/paper-transport.ts'
import { systemClock } from '#ports/clock.ts'
import { type ServedExchange, serveExchange } from '../clients/served-exchange.ts'
import { signed } from '../paper/builder.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import type { Budget } from './budget.ts'
import { type Line, line, total } from './cost/line.ts'
import { usd } from './cost/lines-table.ts'
import { prices } from './cost/prices.ts'
import { type DynamoMeter, meterDynamo } from './dynamo-meter.ts'
import { median, quantile } from './median.ts'
import { tableOf } from './table.ts'

/** How long until the sentinel heard it, ms; the table and the network are this machine's own. */
interface Heard {
  readonly median: number
  readonly worst: number
  readonly times: number
}

export interface PaperMeasure {
  /** Another client cancels a stop. */
  readonly cancelled: Heard
  /** The price reaches a take-profit that no function has looked at. */
  readonly filled: Heard
  /** The table's cost in a day for so many quiet symbols; USD. */
  readonly daily: ReadonlyMap<number, readonly Line[]>
}

/** Each with its price, a small move of it, and a quantity. */
const markets = {
  BTCUSDT: ['60000', '10', '0.05'],
  ETHUSDT: ['2500', '1', '1'],
  SOLUSDT: ['200', '0.1', '10'],
  XRPUSDT: ['2.5', '0.001', '1000'],
  DOGEUSDT: ['0.2', '0.0001', '10000'],
  AVAXUSDT: ['30', '0.01', '100'],
  APEUSDT: ['1', '0.001', '2000'],
  LAYERUSDT: ['1', '0.001', '2000'],
} as const
type MarketSymbol = keyof typeof markets
const symbols = Object.keys(markets) as MarketSymbol[]
const priceOf = (symbol: MarketSymbol, moves: number): string =>
  dec(markets[symbol][0]).plus(dec(markets[symbol][1]).times(moves)).toFixed()
const rounds = 8
const quietMs = 130_000
const keys = { apiKey: 'paper-key', secret: 'paper-secret' }

/** Binance's prices on real sockets, an account over a table, and the stream by which a sentinel hears of it. */
interface Paper {
  readonly exchange: ServedExchange
  readonly meter: DynamoMeter
  ask(method: string, path: string, params: Readonly<Record<string, string | number>>): Promise<void>
  /** Resolves with the time since the call once the stream has told it; ms. */
  until(isMeant: (told: Told) => boolean): Promise<number>
  end(): Promise<void>
}

const stopOf = (symbol: string) => ({
  ...{ symbol, side: 'SELL', type: 'STOP_MARKET', algoType: 'CONDITIONAL' },
})

async function openPaper(dynamo: LocalDynamo, followed: readonly MarketSymbol[]): Promise<Paper> {
  const exchange = await serveExchange(
    Object.fromEntries(followed.map(symbol => [symbol, priceOf(symbol, 0)])),
  )
  const { documents, table } = await dynamo.createTable()
  const own = createDocuments()
  const meter = meterDynamo(own)
  const at = { clock: systemClock, table, startingBalance: '100000', feedUrl: undefined }
  const fetch = paperTransport({ ...at, documents, credentials: keys, pricesUrl: exchange.url })
  const waiting = new Set<(told: Told) => void>()
  const stream = paperStream({ ...at, documents: own, addresses: addressesOf('live', exchange.url) })
  const ask: Paper['ask'] = async (method, path, params) => {
    const answer = await fetch(...signed(method, path, params, keys, systemClock.now()))
    if (!answer.ok) throw new Error(`Expected ${method} ${path} to be taken, got ${await answer.text()}`)
  }
  for (const symbol of followed) {
    await ask('POST', '/v1/order', { symbol, side: 'BUY', type: 'MARKET', quantity: markets[symbol][2] })
    await ask('POST', '/v1/algoOrder', {
      ...stopOf(symbol),
      triggerPrice: priceOf(symbol, -20),
      closePosition: 'true',
    })
  }
  const listening = stream.listen({
    hear: told => {
      for (const each of waiting) each(told)
    },
    ...{ held: () => {}, lost: () => {}, troubled: () => {}, unread: () => {} },
  })
  listening.follow(followed)
  // A mark comes each second, and the beat after it reads the former state.
  await pause(3_000)
  return {
    ...{ exchange, meter, ask },
    until: isMeant =>
      new Promise(resolve => {
        const begun = performance.now()
        const each = (told: Told) => {
          if (!isMeant(told)) return
          waiting.delete(each)
          resolve(performance.now() - begun)
        }
        waiting.add(each)
      }),
    end: async () => {
      listening.stop()
      await pause(600)
      own.destroy()
      await exchange.close()
    },
  }
}

export async function measureOnPaper(dynamo: LocalDynamo): Promise<PaperMeasure> {
  const [one, eight] = await Promise.all([quiet(dynamo, 1), quiet(dynamo, symbols.length)])
  const paper = await openPaper(dynamo, symbols.slice(0, 1))
  try {
    return {
      cancelled: await hearing(paper, cancelled),
      filled: await hearing(paper, filled),
      daily: new Map([
        [1, one],
        [symbols.length, eight],
      ]),
    }
  } finally {
    await paper.end()
  }
}

async function hearing(
  paper: Paper,
  happening: (paper: Paper, round: number) => Promise<number>,
): Promise<Heard> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    // At another part of the time between two beats each.
    await pause(700 + (round * 500) / rounds)
    times.push(await happening(paper, round))
  }
  return { median: Math.round(median(times)), worst: Math.round(quantile(times, 1)), times: times.length }
}

const order = (clientId: string) => (told: Told) => told.kind === 'order' && told.clientId === clientId

async function cancelled({ ask, until }: Paper, round: number): Promise<number> {
  const clientAlgoId = `stop-${round}`
  const triggerPrice = priceOf('BTCUSDT', -30)
  await ask('POST', '/v1/algoOrder', { ...stopOf('BTCUSDT'), triggerPrice, quantity: '0.01', clientAlgoId })
  await pause(600)
  await ask('DELETE', '/v1/algoOrder', { clientAlgoId })
  return until(order(clientAlgoId))
}

async function filled({ ask, until, exchange }: Paper, round: number): Promise<number> {
  const newClientOrderId = `profit-${round}`
  const profit = { symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', reduceOnly: 'true' }
  const price = priceOf('BTCUSDT', 2 * (round + 1))
  await ask('POST', '/v1/order', { ...profit, quantity: '0.002', price, newClientOrderId })
  await pause(600)
  exchange.feed.push('BTCUSDT', systemClock.now() + 5, priceOf('BTCUSDT', 2 * round + 3))
  return until(order(newClientOrderId))
}

/** Prices move each second, and reach nothing. */
async function quiet(dynamo: LocalDynamo, count: number): Promise<readonly Line[]> {
  const paper = await openPaper(dynamo, symbols.slice(0, count))
  try {
    paper.meter.drain()
    const until = systemClock.now() + quietMs
    for (let step = 0; systemClock.now() < until; step++) {
      for (const symbol of symbols.slice(0, count))
        paper.exchange.feed.push(symbol, systemClock.now() + 5, priceOf(symbol, step % 9))
      await pause(1_000)
    }
    const { readUnits, writeUnits } = paper.meter.drain()
    const perDay = 86_400_000 / quietMs
    return [
      line('table: what was done to the account', (readUnits * perDay) / 1e6, prices.readUnits),
      line('table: lines of the tape', (writeUnits * perDay) / 1e6, prices.writeUnits),
    ]
  } finally {
    await paper.end()
  }
}

export function paperTable({ cancelled, filled, daily }: PaperMeasure): string {
  const row = (what: string, { median, worst }: Heard) => [what, `${median} ms`, `${worst} ms`]
  const times = tableOf(
    ['what happens on paper', 'until it is heard: median', 'worst'],
    [row('another client cancels a stop', cancelled), row('the price reaches a take-profit', filled)],
  )
  const costs = [...daily].map(([count, lines]) => [
    `${count} symbol${count === 1 ? '' : 's'}`,
    ...lines.map(each => usd(each.usd)),
    usd(total(lines)),
  ])
  return `${times}\n${tableOf(['a day of the table, USD', 'read', 'written', 'together'], costs)}`
}

const mostHeardMs = 1_000
const mostUsd = 0.1

export const paperBudgets = ({ cancelled, filled, daily }: PaperMeasure): readonly Budget[] => {
  const worst = Math.max(cancelled.worst, filled.worst)
  const dearest = Math.max(...[...daily.values()].map(total))
  return [
    {
      what: 'a sentinel on paper: until it hears what happened',
      expected: `worst ${mostHeardMs} ms at most`,
      measured: `worst ${worst} ms`,
      held: worst <= mostHeardMs,
      hard: false,
    },
    {
      what: `a sentinel on paper: its table, ${symbols.length} symbols`,
      expected: `${mostUsd} USD a day at most, before anything happens`,
      measured: `${usd(dearest)} USD`,
      held: dearest <= mostUsd,
      hard: true,
    },
  ]
}
