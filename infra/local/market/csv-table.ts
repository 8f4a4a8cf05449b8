import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { CsvError, parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'

export interface CsvRow {
  /** 1-based line in the CSV. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvTable {
  readonly file: string
  /** Column names from the first line; undefined if that line holds numbers. */
  readonly header: readonly string[] | undefined
  readonly rows: readonly CsvRow[]
}

/** File name endings that `readCsvTable` opens. */
export const tableEndings = /\.(csv|csv\.gz|zip)$/i

/** The beginning of a table. */
export interface CsvHead {
  readonly file: string
  /** Column names from the first line; undefined if that line holds numbers. */
  readonly header: readonly string[] | undefined
  /** Its first line. */
  readonly first: CsvRow
}

/** Reads a whole table into memory: for small ones. See `goThrough`. */
export function readCsvTable(file: string): CsvTable {
  const rows: CsvRow[] = []
  const { header } = goThrough(file, () => row => void rows.push(row))
  return { file, header, rows }
}

/**
 * Streams a .csv, a .csv.gz or a .zip that holds one .csv, as in Binance's public archive, row by row without its
 * header. `begin` gets the beginning and returns the function that takes each row. Nothing is kept in memory. Throws
 * with the file, what was expected and what was found.
 */
export function goThrough(file: string, begin: (head: CsvHead) => (row: CsvRow) => void): CsvHead {
  let head: CsvHead | undefined
  let take: (row: CsvRow) => void = () => {}
  eachRow(file, unpack(file), row => {
    if (head) return take(row)
    const named = !/^\d/.test(row.cells[0] ?? '')
    head = { file, header: named ? row.cells.map(cell => cell.toLowerCase()) : undefined, first: row }
    take = begin(head)
    if (!named) take(row)
  })
  if (!head) throw new Error(`${file}: expected at least one row, found an empty file. Download it again.`)
  return head
}

/** An error about one line of a data file. */
export function badLine(file: string, line: number, expected: string, got: string): Error {
  return new Error(`${file}, line ${line}: expected ${expected}, got ${got}.`)
}

function unpack(file: string): Buffer {
  const bytes = readFileSync(file)
  if (/\.csv$/i.test(file)) return bytes
  try {
    return /\.gz$/i.test(file) ? gunzipSync(bytes) : onlyCsvOf(file, bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${file}: could not be unpacked (${reason}). Download it again.`, { cause: error })
  }
}

function onlyCsvOf(file: string, bytes: Uint8Array): Buffer {
  const entries = unzipSync(bytes, { filter: entry => /\.csv$/i.test(entry.name) })
  const names = Object.keys(entries)
  const only = names[0] === undefined ? undefined : entries[names[0]]
  if (names.length !== 1 || !only)
    throw new Error(
      `expected one .csv inside ${file}, found ${names.length === 0 ? 'none' : names.join(', ')}`,
    )
  return Buffer.from(only.buffer, only.byteOffset, only.byteLength)
}

function eachRow(file: string, bytes: Buffer, take: (row: CsvRow) => void): void {
  try {
    parse(bytes, {
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      // Rows for which it returns undefined are not kept.
      on_record(cells: string[], { lines: line }) {
        take({ line, cells })
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new Error(`${file}: expected comma-separated values (${error.message}).`, { cause: error })
  }
}
