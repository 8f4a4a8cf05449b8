import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import type { Bar } from '../ports.ts'
import type { MinuteCandle, Trade } from './trade-steps.ts'

/** Bodies of Binance's public futures endpoints, as far as a price feed reads them. */

const price = z.string().regex(/^\d+(\.\d+)?$/)

export const tradeList = z.array(
  z.object({ id: z.number(), price, qty: price, time: z.number(), isBuyerMaker: z.boolean() }).transform(
    (trade): Trade => ({
      id: trade.id,
      time: trade.time,
      price: trade.price,
      quantity: trade.qty,
      buyerWasMaker: trade.isBuyerMaker,
    }),
  ),
)

export const aggTradeList = z.array(
  z
    .object({ a: z.number(), l: z.number(), p: price, q: price, T: z.number(), m: z.boolean() })
    .transform(trade => ({
      aggregateId: trade.a,
      id: trade.l,
      time: trade.T,
      price: trade.p,
      quantity: trade.q,
      buyerWasMaker: trade.m,
    })),
)

/** Candles of the mark have no volume: "0". */
export const candleList = z.array(
  z
    .tuple([z.number(), price, price, price, price, price])
    .rest(z.unknown())
    .transform(
      ([openTime, open, high, low, close, volume]): MinuteCandle => ({
        openTime,
        open,
        high,
        low,
        close,
        volume,
      }),
    ),
)

/** The same with everything about the trades in it; the mark has no trades. */
export const barList = z.array(
  z
    .tuple([z.number(), price, price, price, price, price, z.number(), price, z.number(), price, price])
    .rest(z.unknown())
    .transform(
      ([openTime, open, high, low, close, volume, _, quoteVolume, trades, taker, takerQuote]): Bar => ({
        ...{ openTime, open, high, low, close, trades },
        ...{ volume: dec(volume), quoteVolume: dec(quoteVolume) },
        ...{ takerVolume: dec(taker), takerQuoteVolume: dec(takerQuote) },
      }),
    ),
)

export const markAnswer = z.object({ symbol: z.string(), markPrice: price, nextFundingTime: z.number() })
export const bookAnswer = z.object({ symbol: z.string(), bidPrice: price, askPrice: price })
export const tickerAnswer = z.object({ symbol: z.string(), price })
export const fundingList = z.array(z.object({ fundingTime: z.number(), fundingRate: z.string() }))

/** The readable rows of a list: among hundreds of symbols some are new or delisted and have no price. */
export const listOf = <T>(row: z.ZodType<T>) =>
  z.array(z.unknown()).transform(rows =>
    rows.flatMap(each => {
      const read = row.safeParse(each)
      return read.success ? [read.data] : []
    }),
  )
