import { basename } from 'node:path'
import { parseSymbol } from '#domain/symbol.ts'
import { badLine, type CsvRow, readCsvTable } from '../local/market/csv-table.ts'
import { type ArrivingLine, mustBeFile } from '../local/play/signal-lines.ts'

/** What a signal may say, and what tables call it. */
const names = {
  id: ['id', 'signal_id', 'uuid'],
  timestamp: ['timestamp', 'time', 'date', 'datetime', 'ts', 'open_time', 'signal_time'],
  symbol: ['symbol', 'pair', 'ticker', 'market', 'instrument'],
  action: ['action', 'side', 'signal', 'direction', 'type'],
  confidence: ['confidence', 'score', 'probability', 'prob', 'conf'],
  source: ['source', 'model', 'strategy', 'author'],
  leverage: ['leverage', 'lev'],
  stopLossPct: ['stoplosspct', 'stop_loss_pct', 'sl_pct'],
  takeProfitPct: ['takeprofitpct', 'take_profit_pct', 'tp_pct'],
} as const
export type SignalField = keyof typeof names
export const signalFields = Object.keys(names) as readonly SignalField[]
const needed: readonly SignalField[] = ['timestamp', 'symbol', 'action']

const actions: Readonly<Record<string, string>> = {
  ...{ buy: 'BUY', long: 'BUY', '1': 'BUY', up: 'BUY' },
  ...{ sell: 'SELL', short: 'SELL', '-1': 'SELL', down: 'SELL' },
  ...{ close: 'CLOSE', exit: 'CLOSE', flat: 'CLOSE', '0': 'HOLD', hold: 'HOLD', neutral: 'HOLD' },
}

export interface SignalTable {
  readonly lines: readonly ArrivingLine[]
  /** Which column was taken for what, in words. */
  readonly columns: string
}

/**
 * Signals from a CSV, in the order of their times. Columns are those that are given (`action=side`), else known by
 * their usual names; without a confidence each signal has 1, without a source it is the file's name. Throws with line
 * and column where a cell cannot be read.
 */
export function readSignalTable(
  file: string,
  given: Readonly<Partial<Record<SignalField, string>>>,
): SignalTable {
  mustBeFile(file)
  const { header, rows } = readCsvTable(file)
  if (!header) throw badLine(file, 1, 'a header with the names of the columns', 'numbers')
  const [only, ...others] = header
  if (others.length === 0 && /[;\t|]/.test(only ?? ''))
    throw badLine(file, 1, 'columns apart by commas', `"${only}"`)
  if (rows.length === 0) throw new Error(`${file}: expected signals after the header, found none.`)
  const column = columnsOf(file, header, given)
  const lines = rows.map(row => lineOf(file, row, header, column, sourceOf(file)))
  return {
    lines: lines.sort((a, b) => a.at - b.at),
    columns: [...column].map(([field, index]) => `${field} from ${header[index]}`).join(', '),
  }
}

function columnsOf(
  file: string,
  header: readonly string[],
  given: Readonly<Partial<Record<SignalField, string>>>,
): ReadonlyMap<SignalField, number> {
  const found = new Map<SignalField, number>()
  for (const field of signalFields) {
    const named = given[field]
    const wanted: readonly string[] = named === undefined ? names[field] : [named.toLowerCase()]
    const name = wanted.find(each => header.includes(each))
    if (name !== undefined) found.set(field, header.indexOf(name))
    else if (named !== undefined || needed.includes(field))
      throw badLine(
        file,
        1,
        `a column for ${field}, named ${wanted.join(', ')}${named === undefined ? ` or given as --columns ${field}=NAME` : ''}`,
        header.join(', '),
      )
  }
  return found
}

function lineOf(
  file: string,
  { line, cells }: CsvRow,
  header: readonly string[],
  column: ReadonlyMap<SignalField, number>,
  fileName: string,
): ArrivingLine {
  const cell = (field: SignalField) => cells[column.get(field) ?? -1] ?? ''
  const bad = (field: SignalField, expected: string) =>
    badLine(file, line, `${expected} in column ${header[column.get(field) ?? -1]}`, `"${cell(field)}"`)
  const at = timeOf(cell('timestamp'))
  if (at === undefined)
    throw bad('timestamp', 'a time like 2025-02-03T02:00:00Z, or in seconds or milliseconds since 1970,')
  const action = actions[cell('action').toLowerCase()]
  if (action === undefined) throw bad('action', `one of ${Object.keys(actions).join(', ')}`)
  if (cell('symbol') === '') throw bad('symbol', 'a symbol like ETHUSDT')
  const numbers = (['confidence', 'leverage', 'stopLossPct', 'takeProfitPct'] as const).flatMap(field => {
    if (cell(field) === '') return []
    if (!Number.isFinite(Number(cell(field)))) throw bad(field, 'a number')
    return [[field, Number(cell(field))] as const]
  })
  const body = {
    ...(cell('id') && { id: cell('id') }),
    symbol: symbolOf(cell('symbol')),
    action,
    confidence: 1,
    source: cell('source') || fileName,
    timestamp: at,
    ...Object.fromEntries(numbers),
  }
  return { at, body: JSON.stringify(body) }
}

/** As the gate understands symbols, and with other signs between base and quote; what it does not know is left to it. */
const symbolOf = (text: string): string =>
  parseSymbol(text) ?? parseSymbol(text.replace(/[_:-]/, '/')) ?? text

/** The file's name as a signal may call its source. */
function sourceOf(file: string): string {
  const name = basename(file).replace(/\.csv(\.gz)?$|\.zip$/i, '')
  return name.replaceAll(/[^\w.:-]+/g, '-').slice(0, 64)
}

/** ISO 8601 (UTC where it names no zone), or seconds, milliseconds or microseconds since 1970. */
function timeOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const value = Number(text)
    if (value >= 1e8 && value < 1e11) return Math.round(value * 1000)
    if (value >= 1e11 && value < 1e14) return Math.round(value)
    return value >= 1e14 && value < 1e17 ? Math.floor(value / 1000) : undefined
  }
  const [, date] = /^(\d{4}-\d\d-\d\d)(?:$|[T ])/i.exec(text) ?? []
  if (date === undefined || !isDate(date)) return undefined
  const zoned = /(Z|[+-]\d\d:?\d\d)$/i.test(text)
  const at = Date.parse(zoned || date === text ? text : `${text.replace(' ', 'T')}Z`)
  return Number.isNaN(at) ? undefined : at
}

/** Date.parse makes 2 March of 30 February. */
function isDate(date: string): boolean {
  const at = Date.parse(date)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date)
}
