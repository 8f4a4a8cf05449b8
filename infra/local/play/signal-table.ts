import { basename } from 'node:path'
import type { Action } from '#domain/signal.ts'
import { plain } from '#signals/fields.ts'
import { symbolSaid } from '#signals/symbols.ts'
import { timeOf } from '#signals/times.ts'
import { usualNames } from '#signals/usual.ts'
import { askedFor } from '#signals/words.ts'
import { badLine, type CsvRow, readCsvTable } from '../market/csv-table.ts'
import { type ArrivingLine, mustBeFile } from './signal-lines.ts'

/** Fields that a column may hold; named as in a message. */
export const signalFields = [
  ...['id', 'timestamp', 'symbol', 'action', 'confidence'],
  ...['source', 'leverage', 'stopLossPct', 'takeProfitPct'],
] as const
type SignalField = (typeof signalFields)[number]
/** Which CSV column holds which field, if the names do not tell. */
export type SignalColumns = Readonly<Partial<Record<SignalField, string>>>
const needed: readonly SignalField[] = ['timestamp', 'symbol', 'action']

const actions = 'BUY, SELL, HOLD, CLOSE, or one of: buy, long, 1, sell, short, -1, close, exit, flat, hold, 0'

export interface SignalTable {
  readonly lines: readonly ArrivingLine[]
  /** The column taken for each field, in words. */
  readonly columns: string
}

/**
 * Signals from a CSV, in the order of their times. Columns are those given (`action=side`), else they are recognised
 * by their usual names. Without a confidence each signal has 1; without a source it has the file's name. Throws with
 * line and column if a cell cannot be read.
 */
export function readSignalTable(file: string, given: SignalColumns): SignalTable {
  mustBeFile(file)
  const { header, rows } = readCsvTable(file)
  if (!header) throw badLine(file, 1, 'a header with the names of the columns', 'numbers')
  const [only, ...others] = header
  if (others.length === 0 && /[;\t|]/.test(only ?? ''))
    throw badLine(file, 1, 'columns separated by commas', `"${only}"`)
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
  given: SignalColumns,
): ReadonlyMap<SignalField, number> {
  const found = new Map<SignalField, number>()
  for (const field of signalFields) {
    const named = given[field]
    const wanted = named === undefined ? usualNames[field] : [named]
    const index = wanted
      .map(name => header.findIndex(each => plain(each) === plain(name)))
      .find(at => at >= 0)
    if (index !== undefined) {
      const namesakes = header.filter(each => plain(each) === plain(header[index] ?? '')).length
      if (namesakes > 1)
        throw badLine(file, 1, `one column named ${header[index]} for ${field}`, `${namesakes}`)
      found.set(field, index)
    } else if (named !== undefined || needed.includes(field))
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
  const at = timeOf(cell('timestamp').trim())
  if (at === undefined)
    throw bad('timestamp', 'a time like 2025-02-03T02:00:00Z, or in seconds or milliseconds since 1970,')
  const action = actionOf(cell('action'))
  if (action === undefined) throw bad('action', `one of ${actions}`)
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

/** As the gate reads words. In a column of numbers, 0 means no position: no signal. */
function actionOf(text: string): Action | undefined {
  const asked = text.trim() === '0' ? 'HOLD' : askedFor(text)
  return asked === 'ENTRY' ? undefined : asked
}

/** As the gate reads symbols; unknown ones are passed on, so that the gate says why it rejects them. */
function symbolOf(text: string): string {
  const reading = symbolSaid(text)
  return 'means' in reading ? String(reading.means) : text
}

/** The file's name as a signal's source. */
function sourceOf(file: string): string {
  const name = basename(file).replace(/\.csv(\.gz)?$|\.zip$/i, '')
  return name.replaceAll(/[^\w.:-]+/g, '-').slice(0, 64)
}
