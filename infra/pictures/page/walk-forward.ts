import type { PicturedSet, PicturedSweep, PicturedWindow } from '../pictured-sweep.ts'
import { element, section } from './element.ts'
import { moment, none, signed, tone } from './format.ts'
import { drawn, text } from './svg.ts'
import { type Column, sortableTable } from './table.ts'
import { setText, valueText } from './value.ts'

const [height, foot] = [200, 22]

/** The best set before each window, and its result in the window. */
export function walkForwardSection(sweep: PicturedSweep): HTMLElement {
  const { windows, objective, outOfSample, asset } = sweep
  const place = element('div')
  new ResizeObserver(() => {
    if (place.clientWidth > 0) place.replaceChildren(bars(windows, objective, place.clientWidth))
  }).observe(place)
  const columns: readonly Column<PicturedWindow>[] = [
    { name: 'window from (UTC)', text: ({ from }) => moment(from).slice(0, 16) },
    { name: 'to', text: ({ to }) => moment(to).slice(0, 16) },
    valueColumn(`${objective.name} until then`, ({ inSample }) => inSample, objective),
    // The net result has its own column.
    ...(objective.name === 'net'
      ? []
      : [
          valueColumn<PicturedWindow>(`${objective.name} in it`, ({ outOfSample }) => outOfSample, objective),
        ]),
    { name: 'trades in it', text: ({ trades = 0 }) => String(trades), by: ({ trades = 0 }) => trades },
    {
      name: `net in it (${asset})`,
      text: ({ net }) => (net === undefined ? none : signed(net)),
      by: ({ net = '0' }) => Number(net),
      tone: ({ net = '0' }) => tone(net),
    },
    { name: 'chosen', text: ({ set }) => (set ? setText(varied(set, sweep)) : 'none to choose') },
  ]
  const note = `Grey: what was best until then. Coloured: what it came to in the window. All windows together, out of sample: ${outOfSample.trades} trades, net ${signed(outOfSample.net)} ${asset}.`
  return section(
    'Walk-forward',
    note,
    place,
    sortableTable({ label: 'Walk-forward', columns, rows: windows }),
  )
}

/** The settings that distinguish a set from the others. */
const varied = (set: PicturedSet, { settings }: PicturedSweep): PicturedSet =>
  Object.fromEntries(
    settings.flatMap(({ name, values }) => (values.length > 1 ? [[name, set[name] ?? none]] : [])),
  )

const valueColumn = <Row>(
  name: string,
  of: (row: Row) => number | undefined,
  objective: PicturedSweep['objective'],
): Column<Row> => ({
  name,
  text: row => valueText(objective, of(row)),
  by: row => of(row) ?? Number.NEGATIVE_INFINITY,
})

function bars(
  windows: readonly PicturedWindow[],
  objective: PicturedSweep['objective'],
  width: number,
): SVGElement {
  const values = windows.flatMap(({ inSample = 0, outOfSample = 0 }) => [inSample, outOfSample])
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)]
  const room = height - foot - 28
  const y = (value: number) => 14 + ((high - value) / (high - low || 1)) * room
  const svg = drawn('svg', {
    ...{ width, height, class: 'histogram', role: 'img' },
    'aria-label': 'In sample beside out of sample, window by window',
  })
  const each = width / windows.length
  const bar = Math.min(60, each / 3)
  // Several windows within one day get times.
  const days = new Set(windows.map(({ from }) => moment(from).slice(0, 10)))
  const shown = days.size < windows.length ? 16 : 10
  for (const [index, { from, inSample, outOfSample }] of windows.entries()) {
    const middle = each * (index + 0.5)
    svg.append(text(middle, height - 6, moment(from).slice(5, shown), 'tick'))
    for (const [value, x, kind] of [
      [inSample, middle - bar - 1, 'before'],
      [outOfSample, middle + 1, (outOfSample ?? 0) < 0 ? 'down' : 'up'],
    ] as const) {
      if (value === undefined) continue
      const top = Math.min(y(value), y(0))
      const tall = Math.max(1, Math.abs(y(value) - y(0)))
      svg.append(drawn('rect', { x, y: top, width: bar, height: tall, class: kind }))
      svg.append(
        text(x + bar / 2, value < 0 ? top + tall + 12 : top - 4, valueText(objective, value), 'count'),
      )
    }
  }
  svg.append(drawn('line', { x1: 0, x2: width, y1: y(0), y2: y(0), class: 'axis' }))
  return svg
}
