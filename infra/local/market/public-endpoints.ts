import { barOf, klineRow, weightOfKlines } from '#paper/feed/bars.ts'
import { intervalOf } from '#strategy/intervals.ts'
import type { Market } from './market.ts'
import { aggTrades, newestTrades, recentMs } from './recorded-trades.ts'
import type { SymbolMarket } from './symbol-market.ts'

/** A handler's answer: a JSON body, status 200 by default. */
interface Answer {
  readonly status?: number
  readonly body: unknown
}

export interface Endpoint {
  readonly answer: (market: Market, query: URLSearchParams, now: number) => Answer
  /** Request weight, as Binance counts it. */
  readonly weight: (query: URLSearchParams) => number
}

const minuteMs = 60_000

const always = (weight: number) => () => weight
const bySymbol = (one: number, all: number) => (query: URLSearchParams) => (query.has('symbol') ? one : all)
const byLimit = (query: URLSearchParams) => weightOfKlines(Number(query.get('limit') ?? 500))

/**
 * Binance's public futures endpoints over a recorded market, as far as a price feed needs them. They never reveal
 * anything later than `now`.
 */
export const publicEndpoints: Readonly<Record<string, Endpoint>> = {
  '/fapi/v1/time': {
    weight: always(1),
    answer: (_market, _query, now) => ({ body: { serverTime: now } }),
  },
  '/fapi/v1/exchangeInfo': {
    weight: always(1),
    answer: (market, _query, now) => ({ body: { ...market.rules.exchangeInfo, serverTime: now } }),
  },
  '/fapi/v1/fundingInfo': {
    weight: always(0),
    answer: market => ({ body: market.rules.fundingInfo ?? [] }),
  },
  '/fapi/v1/trades': {
    weight: always(5),
    answer: (market, query, now) =>
      forSymbol(market, query, symbol => ({ body: newestTrades(symbol, query, now) })),
  },
  '/fapi/v1/aggTrades': {
    weight: always(20),
    answer: (market, query, now) =>
      forSymbol(market, query, symbol => ({ body: aggTrades(symbol, query, now) })),
  },
  '/fapi/v1/klines': {
    weight: byLimit,
    answer: (market, query, now) =>
      forInterval(market, query, (symbol, ms) => ({ body: klines(symbol, query, now, 'last', ms) })),
  },
  '/fapi/v1/markPriceKlines': {
    weight: byLimit,
    answer: (market, query, now) =>
      forInterval(market, query, (symbol, ms) => ({ body: klines(symbol, query, now, 'mark', ms) })),
  },
  '/fapi/v1/premiumIndex': {
    weight: bySymbol(1, 10),
    answer: (market, query, now) => forEach(market, query, symbol => premiumIndex(symbol, now)),
  },
  '/fapi/v1/ticker/bookTicker': {
    weight: bySymbol(2, 5),
    answer: (market, query, now) => forEach(market, query, symbol => bookTicker(symbol, now)),
  },
  '/fapi/v2/ticker/price': {
    weight: bySymbol(1, 2),
    answer: (market, query, now) => forEach(market, query, symbol => priceTicker(symbol, now)),
  },
  '/fapi/v1/fundingRate': {
    weight: always(0),
    answer: (market, query, now) =>
      forSymbol(market, query, symbol => ({ body: fundingRates(symbol, query, now) })),
  },
}

function forSymbol(market: Market, query: URLSearchParams, answer: (symbol: SymbolMarket) => Answer): Answer {
  const symbol = market.symbol(query.get('symbol') ?? '')
  return symbol ? answer(symbol) : { status: 400, body: { code: -1121, msg: 'Invalid symbol.' } }
}

function forInterval(
  market: Market,
  query: URLSearchParams,
  answer: (symbol: SymbolMarket, candleMs: number) => Answer,
): Answer {
  const candleMs = intervalOf(query.get('interval') ?? '1m')
  if (candleMs === undefined) return { status: 400, body: { code: -1120, msg: 'Invalid interval.' } }
  return forSymbol(market, query, symbol => answer(symbol, candleMs))
}

/** One object for a named symbol, a list for all. A symbol whose recording has not begun is absent. */
function forEach(
  market: Market,
  query: URLSearchParams,
  entry: (symbol: SymbolMarket) => object | undefined,
): Answer {
  if (!query.has('symbol'))
    return {
      body: market.symbols.flatMap(name => market.symbol(name) ?? []).flatMap(symbol => entry(symbol) ?? []),
    }
  return forSymbol(market, query, symbol => {
    const body = entry(symbol)
    return body ? { body } : { status: 400, body: { code: -4108, msg: 'Symbol is not trading yet.' } }
  })
}

/** Candles that open in the range, the unfinished one included; without candles whose beginning was not recorded. */
function klines(
  symbol: SymbolMarket,
  query: URLSearchParams,
  now: number,
  price: 'last' | 'mark',
  candleMs: number,
): readonly unknown[] {
  const openOf = (time: number) => Math.floor(time / candleMs) * candleMs
  const asked = Math.max(Number(query.get('startTime') ?? now - recentMs), symbol.from)
  const start = candleMs === minuteMs ? asked : openOf(asked - 1) + candleMs
  const limit = Math.min(Number(query.get('limit') ?? 500), 1500)
  const lastOpen = Math.min(Number(query.get('endTime') ?? now), start + (limit - 1) * candleMs)
  const end = Math.min(openOf(lastOpen) + candleMs - 1, now)
  const candles = [...Map.groupBy(symbol.steps(start - 1, end), step => openOf(step.time))].slice(0, limit)
  return candles.map(([openTime, steps], index) => {
    const before = index === 0 ? symbol.latest(start - 1) : candles[index - 1]?.[1].at(-1)
    return klineRow(barOf(openTime, steps, price, before), openTime + candleMs - 1)
  })
}

function premiumIndex(symbol: SymbolMarket, now: number): object | undefined {
  const step = symbol.latest(now)
  if (!step) return undefined
  const paid = symbol.funding.findLast(payment => payment.time <= now)
  const next = symbol.funding.find(payment => payment.time > now)
  return {
    symbol: symbol.symbol,
    markPrice: step.mark,
    indexPrice: step.mark,
    estimatedSettlePrice: step.mark,
    // The next payment's rate would reveal the future: the last one paid stands in for it.
    lastFundingRate: paid?.rate ?? '0',
    interestRate: '0.00010000',
    nextFundingTime: next?.time ?? 0,
    time: now,
  }
}

function bookTicker(symbol: SymbolMarket, now: number): object | undefined {
  const step = symbol.latest(now)
  if (!step) return undefined
  const { bid, ask, volume, time } = step
  return { symbol: symbol.symbol, bidPrice: bid, bidQty: volume, askPrice: ask, askQty: volume, time }
}

function priceTicker(symbol: SymbolMarket, now: number): object | undefined {
  const step = symbol.latest(now)
  return step && { symbol: symbol.symbol, price: step.last, time: step.time }
}

function fundingRates(symbol: SymbolMarket, query: URLSearchParams, now: number): object[] {
  const from = Number(query.get('startTime') ?? 0)
  const to = Math.min(Number(query.get('endTime') ?? now), now)
  const limit = Math.min(Number(query.get('limit') ?? 100), 1000)
  const paid = symbol.funding.filter(({ time }) => time >= from && time <= to)
  return (query.has('startTime') ? paid.slice(0, limit) : paid.slice(-limit)).map(({ time, rate }) => ({
    symbol: symbol.symbol,
    fundingRate: rate,
    fundingTime: time,
    markPrice: symbol.latest(time)?.mark ?? '',
  }))
}
