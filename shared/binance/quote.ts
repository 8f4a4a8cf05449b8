import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import type { Quote } from '#ports/exchange.ts'
import { decimal, price } from './field.ts'
import type { Wire } from './wire.ts'

const touch = z.object({ bidPrice: decimal, askPrice: decimal })
/** A possible touch: bids above asks are no market. */
const market = z
  .object({ bidPrice: price, askPrice: price })
  .refine(({ bidPrice, askPrice }) => dec(bidPrice).lte(askPrice), 'expected the bid below the ask')
const last = z.object({ price: decimal })
const mark = z.object({ markPrice: decimal })

/** The four prices of a symbol, requested side by side; `at` is the moment of the request. */
export const quotes = (wire: Wire) => ({
  async touch(symbol: string) {
    const { bidPrice, askPrice } = await wire.read('bookTicker', { symbol }, market)
    return { bid: bidPrice, ask: askPrice }
  },

  async quote(symbol: string): Promise<Quote> {
    const at = wire.now()
    const [book, ticker, premium] = await Promise.all([
      wire.read('bookTicker', { symbol }, touch),
      wire.read('lastPrice', { symbol }, last),
      wire.read('premiumIndex', { symbol }, mark),
    ])
    return { at, bid: book.bidPrice, ask: book.askPrice, last: ticker.price, mark: premium.markPrice }
  },
})
