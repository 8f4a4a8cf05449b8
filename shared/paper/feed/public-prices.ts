import type * as z from 'zod'
import type { Bar, BarsAsked } from '../ports.ts'
import { weightOfKlines } from './bars.ts'
import { PriceUnavailable } from './price-unavailable.ts'
import {
  aggTradeList,
  barList,
  bookAnswer,
  candleList,
  fundingList,
  listOf,
  markAnswer,
  tickerAnswer,
  tradeList,
} from './public-bodies.ts'
import { type PublicClient, type PublicClientOptions, publicClient } from './public-client.ts'
import type { MinuteCandle, Trade } from './trade-steps.ts'

export const pageSize = 1000

/** The present market of one symbol: mark price, best bid and ask, and the last trade. */
export interface Quote {
  readonly mark: string
  readonly nextFundingTime: number
  readonly bid: string
  readonly ask: string
  /** Undefined if it was not asked for. */
  readonly last: string | undefined
}

export interface Funding {
  readonly fundingTime: number
  readonly fundingRate: string
}

/**
 * Binance's public futures endpoints that a price feed needs, with the weight of each. All but `weight` throw
 * PriceUnavailable.
 */
export interface PublicPrices {
  /** Weight 3, or 4 with the last price. */
  quote(symbol: string, withLast: boolean): Promise<Quote>
  /** All symbols that Binance lists, with or without their last prices (weight 17 or 15). */
  quotes(withLast: boolean): Promise<ReadonlyMap<string, Quote>>
  /** The newest thousand trades, not aggregated (weight 5). */
  newestTrades(symbol: string): Promise<readonly Trade[]>
  /** Aggregated trades from a time or an aggregate's id on, oldest first (weight 20 per thousand). */
  aggTrades(
    symbol: string,
    since: { readonly fromId: number } | { readonly startTime: number },
  ): Promise<readonly AggTrade[]>
  /** One-minute candles that open at or after `startTime` and before `before` (weight 1 for 99, 5 for a thousand). */
  candles(price: 'last' | 'mark', symbol: string, startTime: number, before: number): Promise<Candles>
  /** Candles of any interval, from the first span's opening to the last one's end (weight 10 for 1,500). */
  bars(asked: BarsAsked): Promise<readonly Bar[]>
  /** Funding paid since `startTime` (no weight, 500 requests in 5 minutes). */
  funding(symbol: string, startTime: number): Promise<readonly Funding[]>
  readonly weight: PublicClient['weight']
  /** The market as known without a request; undefined if it is not known or must always be asked for. */
  quoteAtHand?(symbol: string): Quote | undefined
}
type Candles = readonly MinuteCandle[]

/** Its `id` is that of the last trade in it, which makes it comparable with single trades. */
export interface AggTrade extends Trade {
  readonly aggregateId: number
}

/** The most candles that weigh 1. */
const fewCandles = 99
const minuteMs = 60_000
const everySymbol = 'any symbol'

const failed: PublicClientOptions['failed'] = (symbol, reason, options) =>
  new PriceUnavailable(symbol, reason, options)

export function publicPrices(options: Omit<PublicClientOptions, 'failed'>): PublicPrices {
  const { get, weight } = publicClient({ ...options, failed })
  return {
    weight,
    quote: async (symbol, withLast) => {
      const [mark, book, ticker] = await Promise.all([
        get(symbol, 1, 'v1/premiumIndex', { symbol }, markAnswer),
        get(symbol, 2, 'v1/ticker/bookTicker', { symbol }, bookAnswer),
        withLast ? get(symbol, 1, 'v2/ticker/price', { symbol }, tickerAnswer) : undefined,
      ])
      return quoteOf(mark, book, ticker)
    },
    quotes: async withLast => {
      const [marks, books, tickers] = await Promise.all([
        get(everySymbol, 10, 'v1/premiumIndex', {}, listOf(markAnswer)),
        get(everySymbol, 5, 'v1/ticker/bookTicker', {}, listOf(bookAnswer)),
        withLast ? get(everySymbol, 2, 'v2/ticker/price', {}, listOf(tickerAnswer)) : [],
      ])
      const bookOf = new Map(books.map(book => [book.symbol, book]))
      const tickerOf = new Map(tickers.map(ticker => [ticker.symbol, ticker]))
      return new Map(
        marks.flatMap(mark => {
          const book = bookOf.get(mark.symbol)
          return book ? [[mark.symbol, quoteOf(mark, book, tickerOf.get(mark.symbol))] as const] : []
        }),
      )
    },
    newestTrades: symbol => get(symbol, 5, 'v1/trades', { symbol, limit: pageSize }, tradeList),
    aggTrades: (symbol, since) =>
      get(symbol, 20, 'v1/aggTrades', { symbol, ...since, limit: pageSize }, aggTradeList),
    candles: (price, symbol, startTime, before) => {
      const few = before - startTime <= fewCandles * minuteMs
      const limit = few ? fewCandles : pageSize
      const path = price === 'last' ? 'v1/klines' : 'v1/markPriceKlines'
      const query = { symbol, interval: '1m', startTime, endTime: before - 1, limit }
      return get(symbol, few ? 1 : 5, path, query, candleList)
    },
    bars: async ({ symbol, price, interval, spans }) => {
      const [first, last] = [spans[0], spans.at(-1)]
      if (first === undefined || last === undefined) return []
      const path = price === 'last' ? 'v1/klines' : 'v1/markPriceKlines'
      const range = { startTime: first.after + 1, endTime: last.to }
      const query = { symbol, interval, ...range, limit: spans.length }
      return get(symbol, weightOfKlines(spans.length), path, query, barList)
    },
    funding: (symbol, startTime) =>
      get(symbol, 0, 'v1/fundingRate', { symbol, startTime, limit: pageSize }, fundingList),
  }
}

const quoteOf = (
  mark: z.infer<typeof markAnswer>,
  book: z.infer<typeof bookAnswer>,
  ticker: z.infer<typeof tickerAnswer> | undefined,
): Quote => ({
  mark: mark.markPrice,
  nextFundingTime: mark.nextFundingTime,
  bid: book.bidPrice,
  ask: book.askPrice,
  last: ticker?.price,
})
