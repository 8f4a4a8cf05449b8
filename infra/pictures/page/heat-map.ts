import type { PicturedSweep, PicturedTry } from '../pictured-sweep.ts'
import { choice, element, section } from './element.ts'
import { neutralOf, setText, shortName, valueText } from './value.ts'

/** Results of two settings together: a cell is the mean of all sets with both values. */
export function heatMapSection(pictured: PicturedSweep): HTMLElement {
  const { settings, objective } = pictured
  const place = element('div', { class: 'scroll' })
  // A setting with one value in all sets is no axis.
  const names = settings.filter(({ values }) => values.length > 1).map(({ name }) => name)
  let [across, down]: [string, string | undefined] = [names[0] ?? settings[0]?.name ?? '', names[1]]
  const draw = () => place.replaceChildren(heatMap(pictured, across, down))
  const options = names.map(name => ({ name: shortName(name), value: name }))
  const columns = choice('Columns', options, name => {
    // Choosing the other axis's setting swaps the two.
    if (name === down) down = across
    across = name
    if (names.length > 1) rows.show(down)
    draw()
  })
  const rows = choice('Rows', options, name => {
    if (name === across) across = name === down ? across : (down ?? across)
    down = name
    columns.show(across)
    draw()
  })
  columns.show(across)
  rows.show(down)
  draw()
  const note = `Mean ${objective.name} of all sets with both values: a plateau is more to be trusted than a peak. The best set is framed.`
  return section('Heat map', note, ...axes(names, columns.shown, rows.shown), place)
}

const axes = (names: readonly string[], columns: HTMLElement, rows: HTMLElement) =>
  names.length < 2
    ? []
    : [
        element('div', {
          class: 'axes',
          children: [element('span', { text: 'Columns' }), columns, element('span', { text: 'Rows' }), rows],
        }),
      ]

function heatMap(
  { settings, tries, objective }: PicturedSweep,
  across: string,
  down: string | undefined,
): HTMLElement {
  const valuesOf = (name: string | undefined) => settings.find(each => each.name === name)?.values ?? ['']
  const best = tries[0]?.value === undefined ? undefined : tries[0]
  const cells = valuesOf(down).map(row =>
    valuesOf(across).map(column =>
      tries.filter(({ set }) => set[across] === column && (down === undefined || set[down] === row)),
    ),
  )
  const neutral = neutralOf(objective)
  const most = Math.max(1e-9, ...cells.flat().map(some => Math.abs((meanOf(some) ?? neutral) - neutral)))
  const cellOf = (some: readonly PicturedTry[]) => {
    const mean = meanOf(some)
    const share = mean === undefined ? 0 : Math.round((70 * Math.abs(mean - neutral)) / most)
    const cell = element('td', {
      class: best && some.includes(best) ? 'best' : '',
      text: valueText(objective, mean),
      title: titleOf(some, objective),
    })
    const colour = (mean ?? neutral) < neutral ? 'down' : 'up'
    cell.style.background = `color-mix(in srgb, var(--${colour}) ${share}%, var(--ground))`
    return cell
  }
  const corner = [down, across].flatMap(name => (name ? shortName(name) : [])).join(' \\ ')
  return element('table', {
    class: 'heat',
    attributes: { 'aria-label': 'Heat map' },
    children: [
      element('thead', { children: [rowOf(corner, valuesOf(across).map(headOf))] }),
      element('tbody', {
        children: cells.map((row, index) => rowOf(valuesOf(down)[index] ?? '', row.map(cellOf))),
      }),
    ],
  })
}

const headOf = (text: string) => element('th', { text, attributes: { scope: 'col' } })
const rowOf = (name: string, cells: readonly HTMLElement[]) =>
  element('tr', { children: [element('th', { text: name, attributes: { scope: 'row' } }), ...cells] })

function meanOf(some: readonly PicturedTry[]): number | undefined {
  const values = some.flatMap(({ value }) => value ?? [])
  return values.length === 0 ? undefined : values.reduce((total, each) => total + each, 0) / values.length
}

function titleOf(some: readonly PicturedTry[], objective: PicturedSweep['objective']): string {
  const [best] = some
  if (!best) return 'not played'
  return `${some.length === 1 ? 'one set' : `${some.length} sets`}, the best: ${valueText(objective, best.value)}, ${best.trades} trades, ${setText(best.set)}`
}
