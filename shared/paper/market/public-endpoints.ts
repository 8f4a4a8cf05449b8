import type { PriceStep } from '../ports.ts'
import type { Market } from './market.ts'
import type { SymbolMarket } from './symbol-market.ts'

/** What a handler answers: a JSON body, with 200 if not said otherwise. */
interface Answer {
  readonly status?: number
  readonly body: unknown
}

export type Endpoint = (market: Market, query: URLSearchParams, now: number) => Answer

/**
 * Binance's public futures endpoints over a recorded market, as far as a price feed needs
 * them. Nothing later than `now` is told.
 */
export const publicEndpoints: Readonly<Record<string, Endpoint>> = {
  '/fapi/v1/time': (_market, _query, now) => ({ body: { serverTime: now } }),
  '/fapi/v1/aggTrades': (market, query, now) =>
    forSymbol(market, query, symbol => ({ body: aggTrades(symbol, market.stepMs, query, now) })),
  '/fapi/v1/klines': (market, query, now) =>
    forSymbol(market, query, symbol => ({ body: klines(symbol, query, now) })),
  '/fapi/v1/premiumIndex': (market, query, now) =>
    forEach(market, query, symbol => premiumIndex(symbol, now)),
  '/fapi/v1/ticker/bookTicker': (market, query, now) =>
    forEach(market, query, symbol => bookTicker(symbol, now)),
  '/fapi/v1/fundingRate': (market, query, now) =>
    forSymbol(market, query, symbol => ({ body: fundingRates(symbol, query, now) })),
}

function forSymbol(market: Market, query: URLSearchParams, answer: (symbol: SymbolMarket) => Answer): Answer {
  const symbol = market.symbol(query.get('symbol') ?? '')
  return symbol ? answer(symbol) : { status: 400, body: { code: -1121, msg: 'Invalid symbol.' } }
}

/** One object for a named symbol, a list for all. A symbol whose recording has not begun has no entry. */
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

const maxTrades = 1000
const defaultTrades = 500
/** How far back the newest trades are searched for; a recording that stands still has none. */
const recentMs = 3_600_000

function aggTrades(symbol: SymbolMarket, stepMs: number, query: URLSearchParams, now: number): object[] {
  const given = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined)
  const limit = Math.min(given('limit') ?? defaultTrades, maxTrades)
  const fromId = given('fromId')
  const start = fromId === undefined ? given('startTime') : fromId * stepMs
  const end = Math.min(given('endTime') ?? now, now)
  if (start === undefined)
    return tradesIn(symbol, stepMs, Math.min(end, symbol.to) - recentMs, end).slice(-limit)
  const trades: object[] = []
  for (let from = start - 1; from < end && trades.length < limit; from += recentMs)
    trades.push(...tradesIn(symbol, stepMs, from, Math.min(end, from + recentMs)))
  return trades.slice(0, limit)
}

/** Each step is one trade at its price; steps without a trade stay out. */
function tradesIn(symbol: SymbolMarket, stepMs: number, after: number, to: number): object[] {
  let before = symbol.latest(after)
  return symbol.steps(after, to).flatMap(step => {
    const previous = before
    before = step
    if (Number(step.volume) === 0 && step.last === previous?.last) return []
    return [aggTrade(step, previous, step.time / stepMs)]
  })
}

function aggTrade({ time, last, volume }: PriceStep, previous: PriceStep | undefined, id: number): object {
  const fell = previous !== undefined && Number(last) < Number(previous.last)
  return { a: id, p: last, q: volume, f: id, l: id, T: time, m: fell }
}

/** One-minute candles, the unfinished one included: open time, open, high, low, close, volume, close time. */
function klines(symbol: SymbolMarket, query: URLSearchParams, now: number): unknown[] {
  const start = Math.max(Number(query.get('startTime') ?? now - recentMs), symbol.from)
  const limit = Math.min(Number(query.get('limit') ?? 500), 1500)
  const end = Math.min(Number(query.get('endTime') ?? now), now, start + limit * 60_000)
  const minutes = Map.groupBy(symbol.steps(start - 1, end), step => Math.floor(step.time / 60_000) * 60_000)
  return [...minutes].slice(0, limit).map(([minute, steps]) => {
    const prices = steps.map(step => Number(step.last))
    const priceAt = (index: number) => steps.at(index)?.last
    const [high, low] = [Math.max(...prices), Math.min(...prices)].map(price =>
      priceAt(prices.indexOf(price)),
    )
    const volume = steps.reduce((sum, step) => sum + Number(step.volume), 0)
    return [minute, priceAt(0), high, low, priceAt(-1), String(volume), minute + 59_999]
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
    // The rate of the coming payment would be the future: the last one paid stands in for it.
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
