import Table from 'cli-table3'
import { dec } from '#domain/decimal.ts'
import { marginPnl } from '#domain/margin.ts'
import type { Position } from '#domain/position.ts'
import { averagePrice } from '../../../terminal/amounts.ts'
import { paint } from '../../../terminal/colours.ts'

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

/** The open positions at `now`, as a compact table; marks by symbol. */
export function liveTable(
  positions: readonly Position[],
  marks: ReadonlyMap<string, string>,
  now: number,
): string {
  const table = new Table({
    head: [...columns],
    style: { head: [], border: [], compact: true },
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  table.push(...positions.map(position => row(position, marks.get(position.symbol), now)))
  const time = new Date(now).toISOString().replace('T', ' ').slice(0, 19)
  const title = `${paint.bold(time)} UTC, ${positions.length === 0 ? 'nothing open' : `${positions.length} open`}`
  return positions.length === 0 ? title : `${title}\n${table}`
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
