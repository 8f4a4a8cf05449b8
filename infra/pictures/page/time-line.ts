import type { IChartApi, ISeriesApi, Logical } from 'lightweight-charts'
import type { DrawnCandle } from '../candles.ts'

/** A time's and a price's place in a candle chart; undefined until the chart is laid out. */
export interface TimeLine {
  x(at: number): number | undefined
  y(price: number): number | undefined
  /** Fractional position among the candles: the chart's own, gapless measure of time. */
  logical(at: number): number
}

/** Places each instant inside its candle; the chart itself knows candles only by their opening. */
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
      // The chart itself places whole candles only.
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
