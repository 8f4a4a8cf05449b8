import type { Klines } from '#ports/klines.ts'
import { intervalOf } from '#strategy/intervals.ts'
import type { CandleInterval, CandlesShown } from '../shown/candles.ts'

export interface CandlesAsked {
  readonly symbol: string
  readonly interval: CandleInterval
  /** Milliseconds. */
  readonly from: number
  readonly to: number
}

/** Candles that one request brings (weight 10). */
const most = 1_500

/** Past candles; for a longer time than one request brings, the newest. */
export async function candlesShown(
  klines: Klines,
  { symbol, interval, from, to }: CandlesAsked,
): Promise<CandlesShown> {
  const intervalMs = intervalOf(interval) ?? 60_000
  const first = Math.max(from, to - (most - 1) * intervalMs)
  const limit = Math.min(most, Math.ceil((to - first) / intervalMs) + 1)
  return { symbol, intervalMs, candles: await klines.read({ symbol, interval, from: first, to, limit }) }
}
