import { Decimal } from 'decimal.js'
import { badLine, type CsvRow, type CsvTable, readCsvTable } from './csv-table.ts'
import type { KlineFile } from './kline-files.ts'

/** One recorded candle, as the file has it: decimal strings, milliseconds. */
export interface Kline {
  readonly openTime: number
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  readonly volume: string
  readonly source: string
}

const columns = ['open_time', 'open', 'high', 'low', 'close', 'volume'] as const

/**
 * The candles of one file, oldest first. Layouts: the archive's 12 columns or its first 6, with or without a
 * header line; times in milliseconds or microseconds. Throws on anything that is not a candle in order.
 */
export function readKlines(file: KlineFile): readonly Kline[] {
  const table = readCsvTable(file.path)
  const order = columnOrder(table)
  const klines: Kline[] = []
  let previous = Number.NEGATIVE_INFINITY
  for (const row of table.rows) {
    const kline = klineOf(table.file, row, order)
    const line = (expected: string) => badLine(table.file, row.line, expected, iso(kline.openTime))
    if (kline.openTime % file.intervalMs !== 0)
      throw line(`an open time on the ${file.intervalMs / 60_000}-minute grid of the file's name`)
    if (kline.openTime <= previous) throw line(`an open time after the line before, ${iso(previous)}`)
    previous = kline.openTime
    klines.push(kline)
  }
  if (klines.length === 0) throw new Error(`${table.file}: expected candles after the header, found none.`)
  return klines
}

function columnOrder({ file, header, rows }: CsvTable): readonly number[] {
  if (header) {
    const order = columns.map(name => header.indexOf(name))
    if (order.includes(-1))
      throw badLine(file, 1, `a header with the columns ${columns.join(', ')}`, header.join(', '))
    return order
  }
  const count = rows[0]?.cells.length ?? 0
  if (count !== 6 && count !== 12) throw badLine(file, rows[0]?.line ?? 1, '6 or 12 columns', `${count}`)
  return columns.map((_, index) => index)
}

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
    source: `${file}, line ${line}`,
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
