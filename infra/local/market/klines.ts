import { Decimal } from 'decimal.js'
import { badLine, type CsvHead, type CsvRow, goThrough } from './csv-table.ts'
import type { KlineFile } from './kline-files.ts'
import { type DecimalColumn, decimalColumn, type Numbers, numberColumn } from './packed-columns.ts'

/** The recorded candles of one file, oldest first, in columns, so that months of them fit into memory. */
export interface Klines {
  readonly file: string
  /** Open time of the file's first and last line, milliseconds. */
  readonly first: Line
  readonly last: Line
  /** The candles inside the wanted time. */
  readonly openTimes: Numbers
  readonly lines: Numbers
  readonly columns: Readonly<Record<KlineColumn, DecimalColumn>>
}

/** The line of a candle in its file. */
interface Line {
  readonly openTime: number
  readonly line: number
}

export const klineColumns = ['open', 'high', 'low', 'close', 'volume'] as const
export type KlineColumn = (typeof klineColumns)[number]

const columns = ['open_time', ...klineColumns] as const

/**
 * The candles of one file with `from <= open time < to`. Layouts: the archive's 12 columns or its first 6, with or
 * without a header line; times in milliseconds or microseconds. Throws on anything that is not a candle in order,
 * inside or outside that time.
 */
export function readKlines({ path: file, intervalMs }: KlineFile, from: number, to: number): Klines {
  const [openTimes, lines] = [numberColumn(), numberColumn()]

  const all = {
    ...{ open: decimalColumn(), high: decimalColumn(), low: decimalColumn() },
    ...{ close: decimalColumn(), volume: decimalColumn() },
  }
  let first: Line | undefined
  let last: Line | undefined
  goThrough(file, head => {
    const order = columnOrder(head)
    return row => {
      const kline = klineOf(file, row, order)
      const { openTime } = kline
      const line = (expected: string) => badLine(file, row.line, expected, iso(openTime))
      if (openTime % intervalMs !== 0)
        throw line(`an open time on the ${intervalMs / 60_000}-minute grid of the file's name`)
      if (last && openTime <= last.openTime)
        throw line(`an open time after the line before, ${iso(last.openTime)}`)
      last = { openTime, line: row.line }
      first ??= last
      if (openTime < from || openTime >= to) return
      openTimes.push(openTime)
      lines.push(row.line)
      for (const name of klineColumns) all[name].push(kline[name], sourceOf(file, row.line))
    }
  })
  if (!first || !last) throw new Error(`${file}: expected candles after the header, found none.`)
  return { file, first, last, openTimes, lines, columns: all }
}

/** A line of a file, for messages. */
export const sourceOf = (file: string, line: number): string => `${file}, line ${line}`

function columnOrder({ file, header, first }: CsvHead): readonly number[] {
  if (header) {
    const order = columns.map(name => header.indexOf(name))
    if (order.includes(-1))
      throw badLine(file, 1, `a header with the columns ${columns.join(', ')}`, header.join(', '))
    return order
  }
  const count = first.cells.length
  if (count !== 6 && count !== 12) throw badLine(file, first.line, '6 or 12 columns', `${count}`)
  return columns.map((_, index) => index)
}

/** One candle as in the file: decimal strings, milliseconds. */
type Kline = Readonly<Record<KlineColumn, string>> & { readonly openTime: number }

function klineOf(file: string, { line, cells }: CsvRow, order: readonly number[]): Kline {
  const cell = (column: number) => cells[order[column] ?? column] ?? ''
  const number = (column: number) => {
    const text = cell(column)
    if (/^\d+(\.\d+)?$/.test(text)) return text
    // Spreadsheets and pandas write small prices as 9.9e-7.
    if (/^\d+(\.\d+)?e[+-]?\d+$/i.test(text)) return new Decimal(text).toFixed()
    throw badLine(file, line, `a number for ${columns[column]}`, text === '' ? 'nothing' : `"${text}"`)
  }
  const kline: Kline = {
    openTime: milliseconds(number(0), file, line),
    open: number(1),
    high: number(2),
    low: number(3),
    close: number(4),
    volume: number(5),
  }
  const [open, high, low, close] = [+kline.open, +kline.high, +kline.low, +kline.close]
  if (low <= 0 || low > Math.min(open, close) || high < Math.max(open, close))
    throw badLine(
      file,
      line,
      '0 < low <= open, close <= high',
      `open ${open}, high ${high}, low ${low}, close ${close}`,
    )
  return kline
}

/** Binance's archive changed from milliseconds to microseconds in 2025 for some markets. */
export function milliseconds(text: string, file: string, line: number): number {
  const value = Number(text)
  if (value >= 1e11 && value < 1e14) return value
  if (value >= 1e14 && value < 1e17) return Math.floor(value / 1000)
  throw badLine(file, line, 'a time in milliseconds or microseconds since 1970', `"${text}"`)
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
