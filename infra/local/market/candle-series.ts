import { decimalsOf, units } from '#paper/feed/units.ts'
import type { KlineFile } from './kline-files.ts'
import { type Kline, readKlines } from './klines.ts'

/** Prices in units of 10^-priceDecimals and volume in units of 10^-volumeDecimals: whole numbers, so exact. */
export interface Candle {
  readonly openTime: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

export interface CandleSeries {
  readonly symbol: string
  readonly mark: boolean
  readonly intervalMs: number
  readonly priceDecimals: number
  readonly volumeDecimals: number
  /** Oldest first, no two of the same time. */
  readonly candles: readonly Candle[]
}

/** A stretch without candles inside the recording; the price stands still in it. */
export interface Gap {
  readonly symbol: string
  /** Open time of the first missing candle. */
  readonly from: number
  /** Open time of the next recorded candle. */
  readonly to: number
}

/**
 * All candles with `from <= open time < to` in some files, one series per symbol and price.
 * `tickDecimals` widens a symbol's units to those of its tick.
 */
export function readSeries(
  all: readonly KlineFile[],
  from: number,
  to: number,
  tickDecimals: (symbol: string) => number,
): readonly CandleSeries[] {
  const groups = Map.groupBy(all, file => `${file.symbol}${file.mark ? ' mark' : ''}`)
  return [...groups.values()].flatMap(files => {
    const [first] = files
    if (!first) return []
    const klines = joined(files).filter(kline => kline.openTime >= from && kline.openTime < to)
    return klines.length === 0 ? [] : [compact(first, klines, tickDecimals(first.symbol))]
  })
}

export function gapsOf({ symbol, intervalMs, candles }: CandleSeries): readonly Gap[] {
  return candles.flatMap((candle, index) => {
    const due = (candles[index - 1]?.openTime ?? candle.openTime - intervalMs) + intervalMs
    return candle.openTime === due ? [] : [{ symbol, from: due, to: candle.openTime }]
  })
}

function joined(files: readonly KlineFile[]): readonly Kline[] {
  const [first] = files
  const other = files.find(file => file.intervalMs !== first?.intervalMs)
  if (first && other)
    throw new Error(`${first.symbol}: expected one candle interval, got ${first.path} and ${other.path}.`)
  const klines = files
    .map(readKlines)
    .sort((a, b) => (a[0]?.openTime ?? 0) - (b[0]?.openTime ?? 0))
    .flat()
  klines.forEach((kline, index) => {
    const previous = klines[index - 1]
    if (previous && kline.openTime <= previous.openTime)
      throw new Error(
        `${kline.source}: ${new Date(kline.openTime).toISOString()} is also covered by ${previous.source}. ` +
          `Give each stretch of ${files[0]?.symbol} once.`,
      )
  })
  return klines
}

function compact(file: KlineFile, klines: readonly Kline[], tickDecimals: number): CandleSeries {
  const priceDecimals = Math.max(
    tickDecimals,
    ...['open', 'high', 'low', 'close'].map(name => mostDecimals(klines, name as 'open')),
  )
  const volumeDecimals = mostDecimals(klines, 'volume')
  const candles = klines.map(({ openTime, open, high, low, close, volume, source }) => ({
    openTime,
    open: units(open, priceDecimals, source),
    high: units(high, priceDecimals, source),
    low: units(low, priceDecimals, source),
    close: units(close, priceDecimals, source),
    volume: units(volume, volumeDecimals, source),
  }))
  const { symbol, mark, intervalMs } = file
  return { symbol, mark, intervalMs, priceDecimals, volumeDecimals, candles }
}

function mostDecimals(
  klines: readonly Kline[],
  column: 'open' | 'high' | 'low' | 'close' | 'volume',
): number {
  return klines.reduce((most, kline) => Math.max(most, decimalsOf(kline[column])), 0)
}
