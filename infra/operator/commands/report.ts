import { type Figures, figuresOf } from '#figures/figures.ts'
import type { Group, GroupName } from '#figures/groups.ts'
import { tellsLuck } from '#figures/tells-luck.ts'
import { percent, signed } from '../../terminal/amounts.ts'
import { between } from '../../terminal/between.ts'
import { paint } from '../../terminal/colours.ts'
import { figuresText } from '../../terminal/figures-text.ts'
import { table } from '../../terminal/table.ts'
import { moment } from '../../terminal/time.ts'
import { type AssetOf, assetsOf, inAssets } from '../account/margin-asset.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { csv } from '../report/csv.ts'
import type { Asked } from '../report/period.ts'
import { readResults } from '../report/results.ts'
import type { Trade } from '../report/trades.ts'

export interface ReportOptions extends Asked {
  readonly csv?: boolean
}

/** The tables and their headings. `reason` is only in JSON: `exit` tells more. */
const groups: readonly (readonly [group: GroupName, head: string])[] = [
  ['source', 'source'],
  ['symbol', 'symbol'],
  ['side', 'side'],
  ['tier', 'tier'],
  ['exit', 'exit'],
  ['leverage', 'leverage'],
  ['hour', 'hour, UTC'],
]
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
  'margin',
  'slippageCost',
] as const

/** Results of closed positions, in total and by group. */
export async function report(connection: Connection, options: ReportOptions): Promise<Answer> {
  refuseBackwards(options)
  const { trades, unknown, period, assetOf } = await readResults(connection, options)
  if (options.csv) return { data: trades, text: csv(trades.map(readable), columns) }
  const figures = figuresOf(period)
  return {
    data: { ...figures, trades, unknown },
    text: columns =>
      [
        `${connection.stack.name}, ${closedFromTo(trades)}`,
        ...unknown.map(({ symbol, id, why }) => paint.red(`! not counted: ${symbol} (${id}), ${why}`)),
        ...(trades.length > 0 ? drawn(figures, trades, assetOf, columns) : []),
      ].join('\n\n'),
  }
}

function refuseBackwards({ from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: Asked): void {
  if (from < to) return
  const got = `--from ${new Date(from).toISOString()}, --to ${new Date(to).toISOString()}`
  const nextDay = new Date(from + 86_400_000).toISOString().slice(0, 10)
  throw new Complaint(
    exitCodes.usage,
    `expected --from before --to, got ${got}`,
    from === to ? `--to is not in the report: for that day write --to ${nextDay}` : 'swap or change them',
  )
}

function closedFromTo(trades: readonly Trade[]): string {
  const [first, last] = [trades[0], trades.at(-1)]
  if (!first || !last) return 'no position was closed'
  return `closed from ${moment(first.closedAt)} to ${moment(last.closedAt)}`
}

/** The figures, then a table for each way to group trades. */
function drawn(figures: Figures, trades: readonly Trade[], assetOf: AssetOf, columns: number): string[] {
  const symbols = trades.map(({ symbol }) => symbol)
  const money = (name: string) => inAssets(name, symbols, assetOf)
  return [
    figuresText(figures, assetsOf(symbols, assetOf).join(' + ')),
    drawnTable('all', { all: ofAll(figures) }, money, columns, true),
    ...groups.map(([group, head]) => drawnTable(head, figures.by[group], money, columns, tellsLuck(group))),
  ]
}

/** All trades as one group. */
const ofAll = ({ all, interval }: Figures): Group => ({ ...all, ...(interval && { interval }) })

const readable = <T extends Trade>(trade: T) => ({
  ...trade,
  openedAt: new Date(trade.openedAt).toISOString(),
  closedAt: new Date(trade.closedAt).toISOString(),
})

const drawnTable = (
  group: string,
  by: Readonly<Record<string, Group>>,
  money: (name: string) => string,
  columns: number,
  withLuck: boolean,
) =>
  table(
    [
      group,
      'trades',
      'won',
      'needed',
      money('expectancy'),
      'of margin',
      ...(withLuck ? ['95 % between'] : []),
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
      it.breakEvenWinRate === undefined ? '—' : percent(it.breakEvenWinRate, 1),
      it.expectancy === undefined ? '—' : signed(it.expectancy),
      it.ofMargin === undefined ? '—' : percent(it.ofMargin.net),
      ...(withLuck ? [between(it.interval)] : []),
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
