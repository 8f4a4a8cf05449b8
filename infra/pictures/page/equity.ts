import type { UTCTimestamp } from 'lightweight-charts'
import type { Pictured } from '../pictured.ts'
import { chartIn } from './chart.ts'
import { element, section } from './element.ts'
import { percent } from './format.ts'
import { AreaSeries, LineSeries } from './library.ts'
import { faint, withColours } from './theme.ts'

/** The account's worth, and below it the distance from its highest. */
export function equitySection(
  { equity, asset, figures }: Pick<Pictured, 'equity' | 'asset' | 'figures'>,
  until?: AbortSignal,
): HTMLElement {
  const place = element('div', {
    class: 'chart equity',
    attributes: { role: 'img', 'aria-label': 'Equity and drawdown over time' },
  })
  const worst = Math.max(0, ...equity.fall)
  const legend = element('p', {
    class: 'legend',
    children: [
      key('ink', `equity (${asset})`),
      key('soft', 'closed trades alone'),
      key('down', `drawdown (%), at worst ${percent(worst)}`),
    ],
  })
  const shown = section('Equity and drawdown', notes(figures), legend, place)
  requestAnimationFrame(() => {
    if (!until?.aborted) draw(place, equity, until)
  })
  return shown
}

const key = (colour: string, text: string) => element('span', { class: `key of-${colour}`, text })

const notes = ({ drawdown }: Pictured['figures']): string =>
  drawdown.by === 'equity'
    ? 'What is open counts at its mark price, minute by minute.'
    : 'By closed trades alone: what is open counts from its close on.'

function draw(
  place: HTMLElement,
  { from, stepMs, equity, balance, fall }: Pictured['equity'],
  until?: AbortSignal,
): void {
  const chart = chartIn(place, until)
  const points = (values: readonly number[]) =>
    values.map((value, index) => ({ time: ((from + index * stepMs) / 1000) as UTCTimestamp, value }))
  const quiet = { priceLineVisible: false, lastValueVisible: false }
  const byTrades = chart.addSeries(LineSeries, { ...quiet, lineWidth: 1, lineType: 1, lineStyle: 2 })
  const worth = chart.addSeries(AreaSeries, { priceLineVisible: false, lineWidth: 2 })
  const below = chart.addSeries(
    AreaSeries,
    {
      ...quiet,
      lineWidth: 1,
      priceFormat: { type: 'custom', formatter: (value: number) => percent(value / 100), minMove: 0.01 },
    },
    1,
  )
  byTrades.setData(points(balance))
  worth.setData(points(equity))
  below.setData(points(fall.map(share => -100 * share)))
  chart.panes()[0]?.setStretchFactor(3)
  chart.panes()[1]?.setStretchFactor(1)
  withColours(({ ink, soft, down }) => {
    byTrades.applyOptions({ color: soft })
    worth.applyOptions({ lineColor: ink, topColor: faint(ink, 0.12), bottomColor: faint(ink, 0) })
    below.applyOptions({
      lineColor: down,
      topColor: faint(down, 0.05),
      bottomColor: faint(down, 0.3),
      invertFilledArea: true,
    })
  }, until)
  chart.timeScale().fitContent()
}
