import type { Group, GroupName } from '#figures/groups.ts'
import { tellsLuck } from '#figures/tells-luck.ts'
import type { Pictured, TradeInTables } from '../pictured.ts'
import { choice, element, section } from './element.ts'
import { amount, moment, none, percent, price, signed, signedPercent, span, tone } from './format.ts'
import { type Column, sortableTable } from './table.ts'

/** All trades; a picked trade is shown in its chart. */
export function tradesSection<Trade extends TradeInTables>(
  { trades, asset }: { readonly trades: readonly Trade[]; readonly asset: string },
  onPick: (trade: Trade) => void,
): HTMLElement {
  const ofMargin = ({ net, margin }: Trade) => Number(net) / Number(margin)
  const columns: readonly Column<Trade>[] = [
    {
      name: 'opened (UTC)',
      text: ({ openedAt }) => moment(openedAt).slice(5),
      title: ({ openedAt }) => `${moment(openedAt)} UTC`,
    },
    { name: 'symbol', text: ({ symbol }) => symbol },
    { name: 'side', text: ({ side }) => side },
    money(`net (${asset})`, ({ net }) => net, signed, true),
    {
      name: 'of margin',
      text: trade => signedPercent(ofMargin(trade)),
      by: ofMargin,
      tone: ({ net }) => tone(net),
    },
    { name: 'source', text: ({ source }) => source },
    { name: 'exit', text: ({ exit }) => exit },
    { name: 'lev.', text: ({ leverage }) => `${leverage}x`, by: ({ leverage }) => leverage },
    { name: 'tier', text: ({ tier }) => String(tier), by: ({ tier }) => tier },
    {
      name: 'held',
      text: ({ openedAt, closedAt }) => span(closedAt - openedAt),
      by: ({ openedAt, closedAt }) => closedAt - openedAt,
    },
    money('entry', ({ entryPrice }) => entryPrice, price),
    money('exit at', ({ exitPrice }) => exitPrice, price),
    money(`margin (${asset})`, ({ margin }) => margin, amount),
    money('gross', ({ gross }) => gross, signed),
    money('fees', ({ fees }) => fees, amount),
    money('funding', ({ funding }) => funding, signed),
  ]
  const note = 'Click a column to sort, a row to see the trade in its chart.'
  return section('Trades', note, sortableTable({ label: 'Trades', columns, rows: trades, onPick }))
}

/** A column of decimals, sorted as numbers. */
const money = <Row>(
  name: string,
  of: (row: Row) => string,
  shown: (value: string) => string,
  coloured = false,
): Column<Row> => ({
  name,
  text: row => shown(of(row)),
  by: row => Number(of(row)),
  ...(coloured && { tone: row => tone(of(row)) }),
})

/** The same trades grouped by source, symbol, side and so on. */
export function groupsSection({ figures, asset }: Pick<Pictured, 'figures' | 'asset'>): HTMLElement {
  const place = element('div')
  const { shown, pick } = choice(
    'Groups',
    (['source', 'symbol', 'side', 'exit', 'tier', 'hour', 'leverage'] as const).map(name => ({
      name,
      value: name,
    })),
    name => {
      const rows = Object.entries(figures.by[name]).map(([key, group]) => ({ key, ...group }))
      const columns = groupColumns(name, asset)
      place.replaceChildren(sortableTable({ label: `Trades by ${name}`, columns, rows }))
    },
  )
  pick('source')
  return section('Groups', 'What the trades of each kind came to.', shown, place)
}

type NamedGroup = Group & { readonly key: string }

const groupColumns = (group: GroupName, asset: string): readonly Column<NamedGroup>[] => [
  { name: group === 'hour' ? 'hour (UTC)' : group, text: ({ key }) => key },
  { name: 'trades', text: ({ trades }) => String(trades), by: ({ trades }) => trades },
  money(`net (${asset})`, ({ net }) => net, signed, true),
  optional('of margin', ({ ofMargin }) => ofMargin?.net, signedPercent, true),
  ...(tellsLuck(group) ? [lucky] : []),
  optional(
    'won',
    ({ winRate }) => winRate,
    share => percent(share, 1),
  ),
  optional(
    'needed',
    ({ breakEvenWinRate }) => breakEvenWinRate,
    share => percent(share, 1),
  ),
  optional('profit factor', ({ profitFactor }) => profitFactor, amount),
  money('gross', ({ gross }) => gross, signed),
  money('fees', ({ fees }) => fees, amount),
  money('drawdown', ({ maxDrawdown }) => maxDrawdown, amount),
]

/** Sorts by the low end: the group's mean is at least that, except one time in forty. */
const lucky: Column<NamedGroup> = {
  name: '95 % between',
  text: ({ interval }) =>
    interval
      ? `${signedPercent(interval.ofMargin.low)}, ${signedPercent(interval.ofMargin.high)}`
      : 'too few',
  title: ({ interval }) =>
    interval ? 'of margin a trade, by chance alone' : 'fewer than ten trades do not tell',
  by: ({ interval }) => Number(interval?.ofMargin.low ?? Number.NEGATIVE_INFINITY),
}

/** A column of figures; unknown ones sort as the lowest. */
const optional = (
  name: string,
  of: (group: NamedGroup) => string | undefined,
  shown: (value: string) => string,
  coloured = false,
): Column<NamedGroup> => ({
  name,
  text: group => {
    const value = of(group)
    return value === undefined ? none : shown(value)
  },
  by: group => Number(of(group) ?? Number.NEGATIVE_INFINITY),
  ...(coloured && { tone: group => tone(of(group) ?? 0) }),
})
