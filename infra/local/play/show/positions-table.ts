import { stripVTControlCharacters } from 'node:util'
import { dec } from '#domain/decimal.ts'
import { paint } from '../../../terminal/colours.ts'
import { plainTable } from '../../../terminal/plain-table.ts'
import { wrapped } from '../../../terminal/wrapped.ts'
import type { ReportedPosition } from '../../audit/report.ts'

const columns = [
  'opened',
  'symbol',
  'side',
  'source',
  'entry',
  'exit',
  'reason',
  'tier',
  'gross',
  'fees',
  'net',
  'naked',
] as const
type Column = (typeof columns)[number]

/** Columns from here on are numbers, aligned right. */
const firstNumber: Column = 'tier'
/** Columns that a narrow terminal drops, the first of them first. */
const dispensable: readonly Column[] = ['naked', 'gross', 'tier', 'source', 'fees', 'exit']

/**
 * One row per position, in at most `width` characters if dropping the least telling columns suffices; names the
 * dropped ones.
 */
export function positionsTable(
  positions: readonly ReportedPosition[],
  width: number,
  played?: { readonly from: string; readonly to: string },
): string {
  if (positions.length === 0) return '  none'
  const times = [...positions.map(({ openedAt }) => openedAt), ...(played ? [played.from, played.to] : [])]
  const days = new Set(times.map(at => at.slice(0, 10)))
  const cells = positions.map(position => cellsOf(position, days.size > 1))
  const drawn = dispensable.map((_, left) => draw(cells, dispensable.slice(0, left + 1)))
  const tables = [draw(cells, []), ...drawn]
  const fitting = tables.findIndex(table => widthOf(table) <= width)
  const left = fitting === -1 ? dispensable.length : fitting
  const told = `Left out for want of room: ${dispensable.slice(0, left).join(', ')}; --json and --html show all.`
  const legend = legendOf(dispensable.slice(0, left))
  const below = [...legend, ...(left === 0 ? [] : [told])].map(line => wrapped(line, Math.min(width, 80)))
  return [tables[left], ...below].join('\n')
}

/** Legend for the columns with names of our own, if they are shown. */
const meanings: Partial<Record<Column, string>> = {
  tier: 'steps of the ladder climbed',
  naked: 'time without a stop, unprotected',
}

function legendOf(without: readonly Column[]): readonly string[] {
  const said = Object.entries(meanings).filter(([column]) => !without.includes(column as Column))
  return said.length === 0 ? [] : [`${said.map(([column, meaning]) => `${column}: ${meaning}`).join('; ')}.`]
}

function draw(cells: readonly Record<Column, string>[], without: readonly Column[]): string {
  const shown = columns.filter(column => !without.includes(column))
  const numbers = columns.slice(columns.indexOf(firstNumber))
  const table = plainTable(
    shown,
    shown.findIndex(column => numbers.includes(column)),
  )
  table.push(...cells.map(row => shown.map(column => row[column])))
  return table.toString()
}

/** The day is shown if the positions, or the time played, span several. */
const cellsOf = (position: ReportedPosition, withDay: boolean): Record<Column, string> => ({
  opened: position.openedAt.slice(withDay ? 5 : 11, 19).replace('T', ' '),
  symbol: position.symbol,
  side: `${position.side} ${position.leverage}x`,
  source: shortened(position.source),
  entry: price(position.entryPrice),
  exit: price(position.exitPrice),
  reason: position.exit,
  tier: String(position.highestTier),
  gross: money(position.grossPnl),
  fees: money(position.fees),
  net: coloured(position.netPnl),
  naked: `${position.nakedMs} ms`,
})

const widthOf = (table: string) =>
  Math.max(...table.split('\n').map(line => stripVTControlCharacters(line).trimEnd().length))

/** Seven digits, at most five of them after the point, or after the zeros that follow it. */
function price(text: string): string {
  const value = dec(text)
  return value.toDecimalPlaces(Math.max(0, 4 - value.e, Math.min(5, 6 - value.e))).toFixed()
}
const money = (text: string) => Number(text).toFixed(2)

/** A long source name, shortened. */
export const shortened = (source: string): string => (source.length > 14 ? `${source.slice(0, 13)}…` : source)

/** A signed result, coloured as gain or loss. */
export const coloured = (text: string): string =>
  Number(text) >= 0 ? paint.green(`+${money(text)}`) : paint.red(money(text))
