import type { Rest } from '#domain/rest.ts'
import type { Usage } from './exchange.ts'

/** A candle as a rule reads it, and a chart. Its prices are binary floats: they feed an indicator, and no order. */
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
  /** The exchange's name of their length: 1m, 15m, 4h, … */
  readonly interval: string
  /** Those that open from then on, in milliseconds, … */
  readonly from: number
  /** … until then, this one included. */
  readonly to: number
  /** As many as that are at most. */
  readonly limit: number
}

/** Past prices, which the exchange tells without a key. */
export interface Klines {
  /** Oldest first, the one under way among them; weight 1, 2, 5 or 10 by their limit. Throws `ExchangeError`. */
  read(asked: KlinesAsked): Promise<readonly Kline[]>
  /** What was spent since it was last asked. */
  drainUsage(): Usage
  /** What the exchange asks for at that time: to wait; now without one. */
  rest(at?: number): Rest | undefined
}
