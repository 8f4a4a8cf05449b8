import { percent, signed } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { table } from '../../terminal/table.ts'
import { moment } from '../../terminal/time.ts'
import { inAssets, marginAssets } from '../account/margin-asset.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { allPositions } from '../positions.ts'
import { csv } from '../report/csv.ts'
import { type Figures, figuresOf, type Trade, tradesOf } from '../report/figures.ts'
import { unknownOf } from '../report/lacking.ts'

export interface ReportOptions {
  /** Of the close, in milliseconds. */
  readonly from?: number
  readonly to?: number
  readonly csv?: boolean
}

const groups = ['source', 'symbol', 'side', 'tier', 'exit'] as const
const columns = [
  'id',
  'symbol',
  'side',
  'source',
  'tier',
  'reason',
  'leverage',
  'openedAt',
  'closedAt',
  'entryPrice',
  'exitPrice',
  'quantity',
  'gross',
  'fees',
  'funding',
  'net',
  'slippage',
  'exit',
  'asset',
] as const

/** Results of closed positions, as a whole and by what tells them apart. */
export async function report(connection: Connection, options: ReportOptions): Promise<Answer> {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options
  if (from >= to) {
    const got = `--from ${new Date(from).toISOString()}, --to ${new Date(to).toISOString()}`
    throw new Complaint(exitCodes.usage, `expected --from before --to, got ${got}`, 'swap or change them')
  }
  const positions = await allPositions(connection)
  const isAsked = ({ closedAt }: { readonly closedAt: number }) => closedAt >= from && closedAt < to
  const assetOf = await marginAssets(
    connection,
    positions.map(({ symbol }) => symbol),
  )
  const trades = tradesOf(positions)
    .filter(isAsked)
    .map(trade => ({ ...trade, asset: assetOf(trade.symbol) }))
  const unknown = unknownOf(positions).filter(isAsked)
  if (options.csv) return { data: trades, text: csv(trades.map(readable), columns) }
  const all = figuresOf(trades)
  const by = Object.fromEntries(
    [...groups, 'reason' as const].map(group => [group, figuresBy(trades, group)]),
  )
  const first = trades[0]
  const last = trades.at(-1)
  const period =
    first && last
      ? `closed from ${moment(first.closedAt)} to ${moment(last.closedAt)}`
      : 'no position was closed'
  const money = (name: string) =>
    inAssets(
      name,
      trades.map(({ symbol }) => symbol),
      assetOf,
    )
  const drawn = (columns: number) =>
    trades.length === 0
      ? []
      : [
          drawnTable('all', { all }, money, columns),
          ...groups.map(group => drawnTable(group, by[group] ?? {}, money, columns)),
        ]
  return {
    data: { all, by, trades, unknown },
    text: columns =>
      [
        `${connection.stack.name}, ${period}`,
        ...unknown.map(({ symbol, id, why }) => paint.red(`! not in it: ${symbol} (${id}), ${why}`)),
        ...drawn(columns),
      ].join('\n\n'),
  }
}

const readable = <T extends Trade>(trade: T) => ({
  ...trade,
  openedAt: new Date(trade.openedAt).toISOString(),
  closedAt: new Date(trade.closedAt).toISOString(),
})

const figuresBy = (
  trades: readonly Trade[],
  group: (typeof groups)[number] | 'reason',
): Record<string, Figures> =>
  Object.fromEntries(
    [...Map.groupBy(trades, trade => String(trade[group]))]
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .map(([name, some]) => [name, figuresOf(some)]),
  )

const drawnTable = (
  group: string,
  by: Readonly<Record<string, Figures>>,
  money: (name: string) => string,
  columns: number,
) =>
  table(
    [
      group,
      'trades',
      'won',
      money('expectancy'),
      'profit factor',
      money('drawdown'),
      money('gross'),
      money('fees'),
      money('funding'),
      money('net'),
      'slippage',
    ],
    Object.entries(by).map(([name, it]) => [
      name,
      String(it.trades),
      it.winRate === undefined ? '—' : percent(it.winRate, 1),
      it.expectancy === undefined ? '—' : signed(it.expectancy),
      it.profitFactor ?? '—',
      Number(it.maxDrawdown).toFixed(2),
      signed(it.gross),
      Number(it.fees).toFixed(2),
      signed(it.funding),
      signed(it.net),
      it.slippage === undefined ? '—' : percent(it.slippage, 4),
    ]),
    columns,
  )
