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

/** From here on numbers, which stand to the right. */
const firstNumber: Column = 'tier'
/** What a narrow terminal can do without, the first of them first. */
const dispensable: readonly Column[] = ['naked', 'gross', 'tier', 'source', 'fees', 'exit']

/** A position a row, in at most `width` characters where leaving out what tells least is enough; it says what is left out. */
export function positionsTable(positions: readonly ReportedPosition[], width: number): string {
  if (positions.length === 0) return '  none'
  const days = new Set(positions.map(({ openedAt }) => openedAt.slice(0, 10)))
  const cells = positions.map(position => cellsOf(position, days.size > 1))
  const drawn = dispensable.map((_, left) => draw(cells, dispensable.slice(0, left + 1)))
  const tables = [draw(cells, []), ...drawn]
  const fitting = tables.findIndex(table => widthOf(table) <= width)
  const left = fitting === -1 ? dispensable.length : fitting
  const told = `Without ${dispensable.slice(0, left).join(', ')}, for want of room; --json and --html have all.`
  const legend = legendOf(dispensable.slice(0, left))
  const below = [...legend, ...(left === 0 ? [] : [told])].map(line => wrapped(line, Math.min(width, 80)))
  return [tables[left], ...below].join('\n')
}

/** What the columns of our own words say, of those that are shown. */
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

/** The day is said where they are not all of one. */
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

/** Seven digits, at most five of them behind the point, or behind the zeros that follow it. */
function price(text: string): string {
  const value = dec(text)
  return value.toDecimalPlaces(Math.max(0, 4 - value.e, Math.min(5, 6 - value.e))).toFixed()
}
const money = (text: string) => Number(text).toFixed(2)

/** A source that is long, cut. */
export const shortened = (source: string): string => (source.length > 14 ? `${source.slice(0, 13)}…` : source)

/** A result with its sign, in the colour of gain or loss. */
export const coloured = (text: string): string =>
  Number(text) >= 0 ? paint.green(`+${money(text)}`) : paint.red(money(text))
