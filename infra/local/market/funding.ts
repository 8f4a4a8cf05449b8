import { readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Decimal } from 'decimal.js'
import { badLine, type CsvRow, readCsvTable, tableEndings } from './csv-table.ts'
import { marketFile } from './kline-files.ts'

export interface FundingPayment {
  readonly time: number
  /** Decimal string; positive: longs pay shorts. */
  readonly rate: string
}

/**
 * The files of funding rates at a path: the file itself, or all tables of a folder and its subfolders except those of
 * klines and trades. Throws if there is none.
 */
export function findFundingFiles(path: string): readonly string[] {
  const at = statSync(path, { throwIfNoEntry: false })
  if (!at) throw new Error(`${path}: no such file or folder.`)
  if (!at.isDirectory()) return [path]
  const inside = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()
  const files = inside
    .map(name => join(path, name))
    .filter(file => tableEndings.test(file) && !marketFile(file))
  if (files.length === 0)
    throw new Error(
      `${path}: expected funding rates, as in ETHUSDT-fundingRate-2025-02.csv (or .csv.gz, .zip), found none in this folder.`,
    )
  return files
}

/**
 * Recorded funding rates by symbol, oldest first. Columns by name: `funding_time, symbol, funding_rate`, or the
 * archive's `calc_time, funding_interval_hours, last_funding_rate` with the symbol in the file's name.
 */
export function readFunding(files: readonly string[]): ReadonlyMap<string, readonly FundingPayment[]> {
  const payments = files.flatMap(paymentsIn)
  const bySymbol = Map.groupBy(payments, payment => payment.symbol)
  return new Map(
    [...bySymbol].map(([symbol, list]) => [
      symbol,
      [
        ...new Map(
          list.sort((a, b) => a.time - b.time).map(({ time, rate }) => [time, { time, rate }]),
        ).values(),
      ],
    ]),
  )
}

function paymentsIn(file: string): (FundingPayment & { symbol: string })[] {
  const { header, rows } = readCsvTable(file)
  const column = (...names: string[]) => header?.findIndex(name => names.includes(name)) ?? -1
  const [timeAt, symbolAt, rateAt] = [
    column('funding_time', 'calc_time'),
    column('symbol'),
    column('funding_rate', 'last_funding_rate'),
  ]
  const fileSymbol = /^[\p{L}\p{N}_]+(?=-)/u.exec(basename(file))?.[0]
  if (timeAt === -1 || rateAt === -1 || (symbolAt === -1 && fileSymbol === undefined))
    throw badLine(
      file,
      1,
      'the columns funding_time, symbol, funding_rate',
      header?.join(', ') ?? 'no header',
    )
  return rows.map(row => ({
    time: Number(matching(file, row, timeAt, /^\d{12,13}$/, 'a time in milliseconds')),
    symbol: (row.cells[symbolAt] ?? fileSymbol ?? '').toUpperCase(),
    rate: new Decimal(
      matching(file, row, rateAt, /^-?\d+(\.\d+)?(e-?\d+)?$/i, 'a funding rate like 0.0001'),
    ).toFixed(),
  }))
}

function matching(
  file: string,
  { line, cells }: CsvRow,
  column: number,
  shape: RegExp,
  expected: string,
): string {
  const text = cells[column] ?? ''
  if (!shape.test(text)) throw badLine(file, line, expected, text === '' ? 'nothing' : `"${text}"`)
  return text
}
