import type { Clock } from '#ports/clock.ts'
import {
  type HeardSymbol,
  heardSymbol,
  type Known,
  type StreamedMark,
  type StreamedTrade,
  type Touch,
} from './heard-symbol.ts'
import type { PublicPrices, Quote } from './public-prices.ts'
import type { MinuteCandle } from './trade-steps.ts'

/** What was heard of the market, symbol by symbol, in place of readings. */
export interface HeardMarket {
  mark(told: StreamedMark & { readonly symbol: string }): void
  trade(told: StreamedTrade & { readonly symbol: string }): void
  book(told: Touch & { readonly symbol: string }): void
  /** Listens to these symbols only, from now on. */
  keep(symbols: readonly string[]): void
  /** From here on, messages may be missing. */
  lose(): void
  loseBooks(): void
  /** Whether nothing of the symbol needs to be read. */
  isWhole(symbol: string): boolean
  /** Whether the symbol is being heard and one reading of the past would complete it. */
  wantsReading(symbol: string): boolean
  /** These prices, replaced by heard ones once a symbol is whole: what is heard costs no weight. */
  over(read: PublicPrices): PublicPrices
}

/** Time between two requests for a payment that is due but not yet published. */
const unpaidMs = 2_000

export function heardMarket(clock: Pick<Clock, 'now'>): HeardMarket {
  let heard = new Map<string, HeardSymbol>()
  const unpaid = new Map<string, number>()
  const known = (symbol: string): Known | undefined => heard.get(symbol)?.known(clock.now())

  const over = (read: PublicPrices): PublicPrices => ({
    ...read,
    quoteAtHand: symbol => {
      const here = known(symbol)
      return here && quoteOf(here)
    },
    quote: async (symbol, withLast) => {
      const quote = await read.quote(symbol, withLast)
      heard.get(symbol)?.book(quote)
      return quote
    },
    quotes: async withLast => {
      const quotes = await read.quotes(withLast)
      for (const [symbol, of] of heard) of.book(quotes.get(symbol))
      return quotes
    },
    newestTrades: async symbol => {
      const here = known(symbol)
      if (here) return here.trades
      const begun = heard.get(symbol)?.begun()
      const trades = await read.newestTrades(symbol)
      if (begun !== undefined) heard.get(symbol)?.readTrades(begun, trades)
      return trades
    },
    funding: async (symbol, startTime) => {
      // Funding is published some seconds after it falls due; until then every look would ask for it.
      if (clock.now() - (unpaid.get(symbol) ?? Number.NEGATIVE_INFINITY) < unpaidMs) return []
      const paid = await read.funding(symbol, startTime)
      if (paid.length === 0) unpaid.set(symbol, clock.now())
      return paid
    },
    candles: async (price, symbol, startTime, before) => {
      const minutes = price === 'mark' ? known(symbol)?.minutes : undefined
      const [first] = minutes ?? []
      if (minutes && first && first.openTime <= startTime)
        return minutes
          .filter(({ openTime }) => openTime >= startTime && openTime < before)
          .map(({ openTime, high, low }): MinuteCandle => unopened(openTime, high, low))
      const begun = price === 'mark' ? heard.get(symbol)?.begun() : undefined
      const candles = await read.candles(price, symbol, startTime, before)
      if (begun !== undefined) heard.get(symbol)?.readMarks(begun, candles)
      return candles
    },
  })

  return {
    over,
    mark: told => heard.get(told.symbol)?.mark(told),
    trade: told => heard.get(told.symbol)?.trade(told),
    book: told => heard.get(told.symbol)?.book(told),
    keep: symbols => {
      heard = new Map(symbols.map(symbol => [symbol, heard.get(symbol) ?? heardSymbol()]))
    },
    lose: () => {
      heard = new Map([...heard.keys()].map(symbol => [symbol, heardSymbol()]))
    },
    loseBooks: () => {
      for (const each of heard.values()) each.book(undefined)
    },
    isWhole: symbol => known(symbol) !== undefined,
    wantsReading: symbol => heard.get(symbol)?.begun() !== undefined && known(symbol) === undefined,
  }
}

const quoteOf = ({ mark, book, trades }: Known): Quote => ({
  ...{ mark: mark.mark, nextFundingTime: mark.nextFundingTime },
  ...{ bid: book.bid, ask: book.ask, last: trades.at(-1)?.price },
})

/** A candle of marks of which only the range is needed. */
const unopened = (openTime: number, high: string, low: string): MinuteCandle => ({
  ...{ openTime, high, low, open: low, close: high, volume: '0' },
})
