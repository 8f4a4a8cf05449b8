import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type InfoRecord, parse } from 'csv-parse/sync'
import { unzipSync } from 'fflate'

export interface CsvRow {
  /** 1-based line in the CSV. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvTable {
  readonly file: string
  /** Column names of the first line, if that line holds names rather than numbers. */
  readonly header: readonly string[] | undefined
  readonly rows: readonly CsvRow[]
}

/** Endings of the files that `readCsvTable` opens. */
export const tableEndings = /\.(csv|csv\.gz|zip)$/i

/**
 * Reads a .csv, a .csv.gz or a .zip that holds one .csv, as Binance's public archive hands them out.
 * Throws with the file, what was expected and what was found.
 */
export function readCsvTable(file: string): CsvTable {
  const rows = parseRows(file, unpack(file))
  const first = rows[0]
  if (!first) throw new Error(`${file}: expected at least one row, found an empty file. Download it again.`)
  const named = !/^\d/.test(first.cells[0] ?? '')
  return named
    ? { file, header: first.cells.map(cell => cell.toLowerCase()), rows: rows.slice(1) }
    : { file, header: undefined, rows }
}

/** An error about one line of a data file. */
export function badLine(file: string, line: number, expected: string, got: string): Error {
  return new Error(`${file}, line ${line}: expected ${expected}, got ${got}.`)
}

function unpack(file: string): string {
  const bytes = readFileSync(file)
  if (/\.csv$/i.test(file)) return bytes.toString('utf8')
  try {
    return /\.gz$/i.test(file) ? gunzipSync(bytes).toString('utf8') : onlyCsvOf(file, bytes)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`${file}: could not be unpacked (${reason}). Download it again.`, { cause: error })
  }
}

function onlyCsvOf(file: string, bytes: Uint8Array): string {
  const entries = unzipSync(bytes, { filter: entry => /\.csv$/i.test(entry.name) })
  const names = Object.keys(entries)
  const only = names[0] === undefined ? undefined : entries[names[0]]
  if (names.length !== 1 || !only)
    throw new Error(
      `expected one .csv inside ${file}, found ${names.length === 0 ? 'none' : names.join(', ')}`,
    )
  return new TextDecoder().decode(only)
}

function parseRows(file: string, text: string): CsvRow[] {
  try {
    const parsed: unknown = parse(text, {
      bom: true,
      info: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    })
    return (parsed as { record: string[]; info: InfoRecord }[]).map(({ record, info }) => ({
      line: info.lines,
      cells: record,
    }))
  } catch (error) {
    throw new Error(`${file}: expected comma-separated values (${(error as Error).message}).`, {
      cause: error,
    })
  }
}
