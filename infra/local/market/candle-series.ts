import { type Candles, packedCandles } from './candles.ts'
import type { KlineFile } from './kline-files.ts'
import { type KlineColumn, type Klines, klineColumns, readKlines, sourceOf } from './klines.ts'

export interface CandleSeries {
  readonly symbol: string
  readonly mark: boolean
  readonly intervalMs: number
  readonly priceDecimals: number
  readonly volumeDecimals: number
  readonly candles: Candles
}

/** A stretch without candles inside the recording; the price stays the same in it. */
export interface Gap {
  readonly symbol: string
  /** Open time of the first missing candle. */
  readonly from: number
  /** Open time of the next recorded candle. */
  readonly to: number
}

/**
 * All candles with `from <= open time < to` in some files, one series per symbol and price. `tickDecimals` refines a
 * symbol's units to those of its tick.
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
    const parts = inOrder(files, from, to)
    const series = compact(first, parts, tickDecimals(first.symbol))
    return series.candles.length === 0 ? [] : [series]
  })
}

export function gapsOf({ symbol, intervalMs, candles }: CandleSeries): readonly Gap[] {
  const gaps: Gap[] = []
  for (let index = 1; index < candles.length; index++) {
    const [due, to] = [candles.openTimeAt(index - 1) + intervalMs, candles.openTimeAt(index)]
    if (to !== due) gaps.push({ symbol, from: due, to })
  }
  return gaps
}

/** The files of one series, oldest first. */
function inOrder(files: readonly KlineFile[], from: number, to: number): readonly Klines[] {
  const [first] = files
  const other = files.find(file => file.intervalMs !== first?.intervalMs)
  if (first && other)
    throw new Error(`${first.symbol}: expected one candle interval, got ${first.path} and ${other.path}.`)
  const parts = files
    .map(file => readKlines(file, from, to))
    .sort((a, b) => a.first.openTime - b.first.openTime)
  parts.forEach((part, index) => {
    const previous = parts[index - 1]
    if (previous && part.first.openTime <= previous.last.openTime)
      throw new Error(
        `${sourceOf(part.file, part.first.line)}: ${new Date(part.first.openTime).toISOString()} is also covered by ${sourceOf(previous.file, previous.last.line)}. ` +
          `Give each stretch of ${files[0]?.symbol} once.`,
      )
  })
  return parts
}

function compact(file: KlineFile, parts: readonly Klines[], tickDecimals: number): CandleSeries {
  const most = (name: KlineColumn) => Math.max(0, ...parts.map(({ columns }) => columns[name].decimals))
  const volumeDecimals = most('volume')
  const prices = klineColumns.filter(name => name !== 'volume')
  const priceDecimals = Math.max(tickDecimals, ...prices.map(most))
  const candles = packedCandles(parts.reduce((sum, { openTimes }) => sum + openTimes.length, 0))
  for (const { file: path, openTimes, lines, columns } of parts) {
    for (let index = 0; index < openTimes.length; index++) {
      const units = (name: KlineColumn) =>
        columns[name].unitsAt(index, name === 'volume' ? volumeDecimals : priceDecimals, () =>
          sourceOf(path, lines.at(index)),
        )
      candles.push({
        openTime: openTimes.at(index),
        ...{ open: units('open'), high: units('high'), low: units('low'), close: units('close') },
        volume: units('volume'),
      })
    }
  }
  const { symbol, mark, intervalMs } = file
  return { symbol, mark, intervalMs, priceDecimals, volumeDecimals, candles }
}
