import * as z from 'zod'
import type { Clock } from '#runtime/clock.ts'
import { PriceUnavailable } from '../price-unavailable.ts'
import type { MinuteCandle, Trade } from './trade-steps.ts'

export const pageSize = 1000

/** Binance's public futures endpoints that a price feed needs. Each throws PriceUnavailable. */
export interface PublicPrices {
  /** The newest trades (weight 20); from an id or a time on, the oldest of those instead. */
  trades(
    symbol: string,
    since: { fromId: number } | { startTime: number } | undefined,
  ): Promise<readonly Trade[]>
  /** One-minute candles that open from `startTime` on and before `before` (weight 5 a thousand). */
  candles(symbol: string, startTime: number, before: number): Promise<readonly MinuteCandle[]>
  /** Mark price and the next funding time (weight 1). */
  mark(symbol: string): Promise<{ markPrice: string; nextFundingTime: number }>
  /** Best bid and ask (weight 2). */
  book(symbol: string): Promise<{ bidPrice: string; askPrice: string }>
  /** Funding paid from `startTime` on. */
  funding(symbol: string, startTime: number): Promise<readonly { fundingTime: number; fundingRate: string }[]>
}

export interface PublicPricesOptions {
  readonly baseUrl: string
  readonly clock: Clock
  readonly fetch: typeof fetch
}

const price = z.string().regex(/^\d+(\.\d+)?$/)
const tradeList = z.array(
  z.object({ a: z.number(), p: price, q: price, T: z.number(), m: z.boolean() }).transform(
    (trade): Trade => ({
      id: trade.a,
      time: trade.T,
      price: trade.p,
      quantity: trade.q,
      buyerWasMaker: trade.m,
    }),
  ),
)
const candleList = z.array(
  z
    .tuple([z.number(), price, price, price, price, price])
    .rest(z.unknown())
    .transform(([openTime, open, high, low, close, volume]) => ({
      openTime,
      open,
      high,
      low,
      close,
      volume,
    })),
)
const markAnswer = z.object({ markPrice: price, nextFundingTime: z.number() })
const bookAnswer = z.object({ bidPrice: price, askPrice: price })
const fundingList = z.array(z.object({ fundingTime: z.number(), fundingRate: z.string() }))

/** Real milliseconds, whatever the injected clock: a stuck socket must not outlive the function that waits. */
const timeoutMs = 1_500
const restAfterLimitMs = 60_000

export function publicPrices(options: PublicPricesOptions): PublicPrices {
  const { baseUrl, clock } = options
  let restUntil = Number.NEGATIVE_INFINITY

  const get = async <T>(symbol: string, path: string, query: object, shape: z.ZodType<T>): Promise<T> => {
    if (clock.now() < restUntil)
      throw new PriceUnavailable(
        symbol,
        `Binance's request limit was hit; asking again in ${restUntil - clock.now()} ms.`,
      )
    const search = new URLSearchParams({ symbol })
    for (const [name, value] of Object.entries(query)) search.set(name, String(value))
    const url = `${baseUrl}/fapi/v1/${path}?${search}`
    const { response, body } = await ask(symbol, url)
    if (response.status === 429 || response.status === 418) {
      const seconds = Number(response.headers.get('retry-after'))
      restUntil = clock.now() + (seconds > 0 ? seconds * 1000 : restAfterLimitMs)
    }
    if (!response.ok)
      throw new PriceUnavailable(
        symbol,
        `${url} answered ${response.status} ${body.slice(0, 300)}${hint(response.status)}`,
      )
    return parsed(symbol, url, body, shape)
  }

  const ask = async (symbol: string, url: string) => {
    try {
      const response = await options.fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
      return { response, body: await response.text() }
    } catch (error) {
      throw new PriceUnavailable(symbol, `${url} could not be read (${(error as Error).message}).`, {
        cause: error,
      })
    }
  }

  return {
    trades: (symbol, since) => get(symbol, 'aggTrades', { ...since, limit: pageSize }, tradeList),
    candles: (symbol, startTime, before) =>
      get(symbol, 'klines', { interval: '1m', startTime, endTime: before - 1, limit: pageSize }, candleList),
    mark: symbol => get(symbol, 'premiumIndex', {}, markAnswer),
    book: symbol => get(symbol, 'ticker/bookTicker', {}, bookAnswer),
    funding: (symbol, startTime) => get(symbol, 'fundingRate', { startTime, limit: pageSize }, fundingList),
  }
}

function parsed<T>(symbol: string, url: string, body: string, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(body))
  } catch (error) {
    throw new PriceUnavailable(symbol, `${url} answered what is not a price: ${body.slice(0, 300)}`, {
      cause: error,
    })
  }
}

function hint(status: number): string {
  if (status === 451 || status === 403) return ' (Binance refuses this address: deploy to another region.)'
  return ''
}
