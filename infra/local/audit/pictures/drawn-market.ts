import { coarser, intervalFor, type PackedCandles, pack } from '../../../pictures/candles.ts'
import type { PicturedMarket, PicturedTrade } from '../../../pictures/pictured.ts'
import type { CandleSeries } from '../../market/candle-series.ts'

/** More than a screen has columns, yet few enough to keep a month small. */
const mostOfMarket = 3_000
const mostOfTrade = 600
/** Candles shown before an entry and after an exit. */
const [before, after] = [60, 40]

/** A symbol's whole market, as finely as fits. */
export const drawnMarket = (series: CandleSeries, from: number, to: number): PicturedMarket => ({
  symbol: series.symbol,
  candles: packed(series, from, to, mostOfMarket),
})

/** The candles around a trade, if those of the whole market are coarser than the recording. */
export function closeUp(
  { openedAt, closedAt }: Pick<PicturedTrade, 'openedAt' | 'closedAt'>,
  series: CandleSeries,
  market: PackedCandles,
): PackedCandles | undefined {
  if (market.intervalMs <= series.intervalMs) return undefined
  const { intervalMs } = series
  const found = packed(series, openedAt - before * intervalMs, closedAt + after * intervalMs, mostOfTrade)
  return found.intervalMs < market.intervalMs ? found : undefined
}

function packed(series: CandleSeries, from: number, to: number, most: number): PackedCandles {
  const intervalMs = intervalFor(to - from, series.intervalMs, most)
  const within = series.candles.between(from - series.intervalMs + 1, to)
  const candles = intervalMs === series.intervalMs ? within : coarser(within, intervalMs)
  return pack(candles, { intervalMs, decimals: series.priceDecimals })
}
