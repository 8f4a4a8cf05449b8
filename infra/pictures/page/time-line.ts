import type { IChartApi, ISeriesApi, Logical } from 'lightweight-charts'
import type { DrawnCandle } from '../candles.ts'

/** Where a time and a price lie in a chart of candles; undefined where the chart is not laid out yet. */
export interface TimeLine {
  x(at: number): number | undefined
  y(price: number): number | undefined
  /** Position among the candles, in parts of one: a chart's own, gapless measure of time. */
  logical(at: number): number
}

/** The place of each instant inside its candle, which a chart itself knows by its opening alone. */
export function timeLine(
  chart: IChartApi,
  series: ISeriesApi<'Candlestick'>,
  candles: readonly DrawnCandle[],
  intervalMs: number,
): TimeLine {
  const logical = (at: number): number => {
    const index = lastAtOrBefore(candles, at)
    const candle = candles[index]
    if (!candle) return -0.5
    return index - 0.5 + Math.min(1, (at - candle.openTime) / intervalMs)
  }
  return {
    logical,
    x: at => {
      // The chart itself places whole candles alone.
      const [first, second] = [0, 1].map(index => chart.timeScale().logicalToCoordinate(index as Logical))
      if (first === undefined || second === undefined || first === null || second === null) return undefined
      return first + logical(at) * (second - first)
    },
    y: price => series.priceToCoordinate(price) ?? undefined,
  }
}

function lastAtOrBefore(candles: readonly DrawnCandle[], at: number): number {
  let [low, high] = [0, candles.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((candles[middle]?.openTime ?? Number.POSITIVE_INFINITY) <= at) low = middle + 1
    else high = middle
  }
  return low - 1
}
