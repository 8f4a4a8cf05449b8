import type { Pictured } from '../pictured.ts'
import { element } from './element.ts'
import { amount, none, percent, signed, signedPercent, span, tone } from './format.ts'

interface Tile {
  readonly name: string
  readonly value: string
  readonly below?: string
  readonly tone?: string
}

/** The main sentence and the figures behind it. */
export function figuresSection({
  figures,
  asset,
  remarks,
}: Pick<Pictured, 'figures' | 'asset' | 'remarks'>): HTMLElement {
  const tiles = [...results(figures, asset), ...risks(figures, asset), ...costs(figures, asset)]
  return element('section', {
    class: 'figures',
    children: [
      element('p', { class: 'verdict', text: figures.verdict }),
      element('dl', { class: 'tiles', children: tiles.map(tileOf) }),
      element('ul', {
        class: 'remarks',
        children: remarks.map(({ name, text, bad }) =>
          element('li', {
            class: bad ? 'bad' : '',
            children: [element('b', { text: name }), element('span', { text: ` ${text}` })],
          }),
        ),
      }),
    ],
  })
}

const tileOf = ({ name, value, below = '', tone: colour = '' }: Tile) =>
  element('div', {
    children: [
      element('dt', { text: name }),
      element('dd', { class: colour, text: value }),
      element('dd', { class: 'below', text: below }),
    ],
  })

type Figures = Pictured['figures']

function results({ balance, all, interval }: Figures, asset: string): readonly Tile[] {
  const { trades, wins, winRate, breakEvenWinRate, profitFactor, expectancy } = all
  return [
    {
      name: `Net (${asset})`,
      value: signed(all.net),
      tone: tone(all.net),
      ...(balance && { below: `${amount(balance.start)} → ${amount(balance.end)}` }),
    },
    {
      name: 'Return',
      value: balance ? signedPercent(balance.return) : none,
      ...(balance && { tone: tone(balance.return) }),
      below: balance?.returnPerDay
        ? `${signedPercent(balance.returnPerDay)} a day`
        : 'of the starting balance',
    },
    {
      name: 'Trades',
      value: String(trades),
      below: `${wins} won, profit factor ${profitFactor === undefined ? none : amount(profitFactor)}`,
    },
    {
      name: 'Winners',
      value: winRate === undefined ? none : percent(winRate, 1),
      below: `${breakEvenWinRate === undefined ? none : percent(breakEvenWinRate, 1)} needed`,
    },
    {
      name: `Expectancy (${asset})`,
      value: expectancy === undefined ? none : signed(expectancy),
      tone: tone(expectancy ?? 0),
      below: interval
        ? `${percent(interval.confidence, 0)}: ${signed(interval.expectancy.low)} to ${signed(interval.expectancy.high)}`
        : 'a trade; too few for an interval',
    },
  ]
}

function risks({ drawdown, ratios, exposure }: Figures, asset: string): readonly Tile[] {
  const { sharpe, sortino, calmar, days, leastDays } = ratios
  const ratio = (value: number | undefined) => (value === undefined ? none : amount(value))
  return [
    {
      name: `Drawdown (${asset})`,
      value: amount(drawdown.money),
      below: `${drawdown.share === undefined ? '' : `${percent(drawdown.share)} of the high, `}${span(drawdown.ms)}`,
    },
    {
      name: 'Sharpe',
      value: ratio(sharpe),
      below:
        days < leastDays
          ? `needs ${leastDays} days, has ${days}`
          : `Sortino ${ratio(sortino)}, Calmar ${ratio(calmar)}`,
    },
    {
      name: 'In a position',
      value: percent(exposure.share, 1),
      below: exposure.meanMs === undefined ? 'of the time' : `${span(exposure.meanMs)} on average`,
    },
  ]
}

function costs({ all, ofGross }: Figures, asset: string): readonly Tile[] {
  const share = (of: string | undefined) =>
    of === undefined ? 'no gross profit to take it from' : `${percent(of, 1)} of gross`
  return [
    { name: `Gross (${asset})`, value: signed(all.gross), tone: tone(all.gross), below: 'before costs' },
    { name: `Fees (${asset})`, value: amount(all.fees), below: share(ofGross?.fees) },
    { name: `Funding (${asset})`, value: signed(all.funding), below: share(ofGross?.funding) },
    { name: `Entry slippage (${asset})`, value: amount(all.slippageCost), below: share(ofGross?.slippage) },
  ]
}
