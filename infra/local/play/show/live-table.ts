import { stripVTControlCharacters } from 'node:util'
import { dec } from '#domain/decimal.ts'
import { marginPnl } from '#domain/margin.ts'
import type { Position } from '#domain/position.ts'
import { averagePrice } from '../../../terminal/amounts.ts'
import { paint } from '../../../terminal/colours.ts'
import { table } from '../../../terminal/table.ts'

const columns = [
  'symbol',
  'side',
  'quantity',
  'entry',
  'mark',
  'margin PnL',
  'tier',
  'stop',
  'next take-profit',
  'age',
] as const
type Column = (typeof columns)[number]

/** Columns that a narrow terminal drops while it is watched, the first of them first. */
const dispensable: readonly Column[] = ['age', 'quantity', 'next take-profit', 'entry']

/** The open positions at `now`, as a table that fits `width` characters; marks by symbol. */
export function liveTable(
  positions: readonly Position[],
  marks: ReadonlyMap<string, string>,
  now: number,
  width = Number.POSITIVE_INFINITY,
): string {
  const time = new Date(now).toISOString().replace('T', ' ').slice(0, 19)
  const title = `${paint.bold(time)} UTC, ${positions.length === 0 ? 'nothing open' : `${positions.length} open`}`
  if (positions.length === 0) return title
  const rows = positions.map(position => row(position, marks.get(position.symbol), now))
  return `${title}\n${fitting(rows, width)}`
}

/** With as many columns as fit; if the essential ones do not fit, row by row as names and values. */
function fitting(rows: readonly (readonly string[])[], width: number): string {
  for (let left = 0; left <= dispensable.length; left++) {
    const shown = columns.filter(column => !dispensable.slice(0, left).includes(column))
    const drawn = table(
      shown,
      rows.map(row => shown.map(column => row[columns.indexOf(column)] ?? '')),
    )
    if (stripVTControlCharacters(drawn.split('\n')[0] ?? '').length <= width) return drawn
  }
  return table(columns, rows, width)
}

function row(position: Position, mark: string | undefined, now: number): string[] {
  const { symbol, side, entryPrice, openQuantity, entry, protection, tier, rungs, leverage } = position
  const next = rungs.find(rung => rung.state !== 'done' && rung.tier <= tier)
  return [
    symbol,
    `${side} ${leverage}x`,
    openQuantity ?? entry.quantity,
    entryPrice ? averagePrice(entryPrice) : position.state,
    mark ?? '',
    entryPrice && mark ? percent(marginPnl(side, dec(entryPrice), dec(mark), leverage).toNumber()) : '',
    String(tier),
    protection.level,
    next?.triggerPrice ?? '',
    age(now - (position.openedAt ?? position.createdAt)),
  ]
}

function percent(share: number): string {
  const text = `${share >= 0 ? '+' : ''}${(share * 100).toFixed(2)} %`
  return share >= 0 ? paint.green(text) : paint.red(text)
}

function age(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
