import type { Rest } from '#domain/rest.ts'
import type { Usage } from './exchange.ts'

/** A candle as rules and charts read it. Its prices are binary floats: they feed an indicator, never an order. */
export interface Kline {
  /** Milliseconds. */
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

export interface KlinesAsked {
  readonly symbol: string
  /** The exchange's name for their length: 1m, 15m, 4h, … */
  readonly interval: string
  /** The first to open at or after this time, in milliseconds. */
  readonly from: number
  /** The last to open at or before this time. */
  readonly to: number
  /** At most this many. */
  readonly limit: number
}

/** Past prices, which the exchange tells without a key. */
export interface Klines {
  /** Oldest first, including the candle under way; weight 1, 2, 5 or 10 by their limit. Throws `ExchangeError`. */
  read(asked: KlinesAsked): Promise<readonly Kline[]>
  /** The weight spent since the last call. */
  drainUsage(): Usage
  /** What the exchange asks for at that time (to wait); the present time by default. */
  rest(at?: number): Rest | undefined
}
