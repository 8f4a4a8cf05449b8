import type { DrawnCandle } from '../../../pictures/candles.ts'

/** Candles of a symbol's last prices, oldest first; the last one may be incomplete. Numbers, because they are drawn. */
export interface CandlesShown {
  readonly symbol: string
  readonly intervalMs: number
  readonly candles: readonly DrawnCandle[]
}

/** The available intervals, by name. */
export const candleIntervals = ['1m', '5m', '15m', '1h', '4h', '1d'] as const
export type CandleInterval = (typeof candleIntervals)[number]
