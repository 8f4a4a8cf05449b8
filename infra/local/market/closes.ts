import type { Candles } from '#strategy/candles.ts'
import { readAggTrades } from './agg-trades.ts'
import { type CandleSeries, readSeries } from './candle-series.ts'
import { findMarketFiles } from './kline-files.ts'
import { candlesOfTrades } from './trade-series.ts'

/**
 * The candles of the last price that close by `to`, in milliseconds, from files or folders of klines or aggregated
 * trades, one series per symbol. Throws if data is out of order, or if there is none.
 */
export function readCloses(paths: readonly string[], to: number): readonly Candles[] {
  const files = findMarketFiles(paths)
  const since = Number.NEGATIVE_INFINITY
  const klines = readSeries(files.klines, since, to, () => 0).filter(series => !series.mark)
  const trades = [...Map.groupBy(files.trades, file => file.symbol)].flatMap(([symbol, own]) => {
    if (klines.some(series => series.symbol === symbol))
      throw new Error(`${symbol}: expected either klines or trades of it, got both.`)
    const byMinute = readAggTrades(own, since, to)
    return byMinute.size === 0 ? [] : [candlesOfTrades(symbol, byMinute, 0)]
  })
  const all = [...klines, ...trades]
  if (all.length === 0)
    throw new Error(`${paths.join(', ')}: expected candles of the last price or trades, found none in time.`)
  return all.map(series => closesOf(series, to))
}

function closesOf({ symbol, intervalMs, priceDecimals, candles }: CandleSeries, to: number): Candles {
  const closed = candles.between(Number.NEGATIVE_INFINITY, to - intervalMs + 1)
  // Both are whole, so the quotient is the float nearest to the decimal, as `Number` would read it.
  const closes = closed.map(({ openTime, close }) => ({ openTime, close: close / 10 ** priceDecimals }))
  return { symbol, candleMs: intervalMs, candles: closes }
}
