import Table from 'cli-table3'
import { paint } from './colours.ts'
import { lengthOf, wrapped } from './wrapped.ts'

type Row = readonly string[]

/**
 * A table without lines between rows, at most `columns` characters wide if possible: cells break between words, or else
 * each row becomes names and values. No value is cut.
 */
export function table(head: Row, rows: readonly Row[], columns = Number.POSITIVE_INFINITY): string {
  const whole = grid(head, rows)
  const widths = widthsOf(whole)
  if (sum(widths) + widths.length + 1 <= columns) return whole
  const fitting = narrowed(widths, leastWidths(head, rows), columns - widths.length - 1)
  const narrow = fitting && grid(head, rows, fitting)
  const isReadable = narrow && narrow.split('\n').length <= tallest * (rows.length + 1) + 2
  return isReadable ? narrow : rows.map(row => block(head, row, columns)).join('\n')
}

/** Most lines per row, on average: beyond that, columns cannot be read down. */
const tallest = 3

const sum = (numbers: readonly number[]) => numbers.reduce((all, each) => all + each, 0)

function grid(head: Row, rows: readonly Row[], widths: readonly number[] = []): string {
  const drawn = new Table({
    head: [...head],
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    colWidths: [...widths],
    wordWrap: widths.length > 0,
  })
  drawn.push(...rows.map(row => [...row]))
  return drawn.toString()
}

/** Each column's width, for the rule above the table. */
const widthsOf = (drawn: string): readonly number[] =>
  (drawn.split('\n')[0] ?? '')
    .slice(1, -1)
    .split('┬')
    .map(line => line.length)

/** Each column's width without breaking words. */
function leastWidths(head: Row, rows: readonly Row[]): readonly number[] {
  const wordByWord = (row: Row) => row.map(cell => cell.replaceAll(' ', '\n'))
  return widthsOf(grid(wordByWord(head), rows.map(wordByWord)))
}

/** Narrows the widest column that can still give, until all fit; undefined: they cannot fit. */
function narrowed(
  natural: readonly number[],
  least: readonly number[],
  room: number,
): readonly number[] | undefined {
  const widths = [...natural]
  const canGive = (at: number) => (widths[at] ?? 0) > (least[at] ?? 0)
  while (sum(widths) > room) {
    const givers = [...widths.keys()].filter(canGive)
    const widest = Math.max(...givers.map(at => widths[at] ?? 0))
    const giver = givers.find(at => widths[at] === widest)
    if (giver === undefined) return undefined
    widths[giver] = widest - 1
  }
  return widths
}

/** One row as names and values: the first on its own line, the others below, as many per line as fit. */
function block(head: Row, row: Row, columns: number): string {
  const [first = '', ...others] = row.map((value, at) => `${paint.dim(`${head[at]}:`)} ${value}`)
  const lines: string[] = [first]
  let line = ''
  for (const pair of others) {
    const longer = line === '' ? `  ${pair}` : `${line}  ${pair}`
    if (line !== '' && lengthOf(longer) > columns) {
      lines.push(line)
      line = `  ${pair}`
    } else line = longer
  }
  return [...lines, line].join('\n')
}

/** Names and values, one pair per line; a value that does not fit into `columns` characters takes several lines. */
export function pairs(
  lines: readonly (readonly [name: string, value: string])[],
  columns = Number.POSITIVE_INFINITY,
): string {
  const width = Math.max(...lines.map(([name]) => name.length))
  const indent = ' '.repeat(width + 2)
  return lines
    .map(
      ([name, value]) =>
        name.padEnd(width + 2) + wrapped(value, columns - width - 2).replaceAll('\n', `\n${indent}`),
    )
    .join('\n')
}
