import type { DrawnCandle } from '../../../pictures/candles.ts'

/** Last prices of a symbol, oldest first; the last candle may be under way. Numbers, because they are drawn. */
export interface CandlesShown {
  readonly symbol: string
  readonly intervalMs: number
  readonly candles: readonly DrawnCandle[]
}

/** The intervals that can be asked for, by their names. */
export const candleIntervals = ['1m', '5m', '15m', '1h', '4h', '1d'] as const
export type CandleInterval = (typeof candleIntervals)[number]
