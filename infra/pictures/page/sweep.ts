import type { PicturedSweep, PicturedTry } from '../pictured-sweep.ts'
import { element, section } from './element.ts'
import { amount, moment, none, percent, signed, signedPercent, span, tone } from './format.ts'
import { heatMapSection } from './heat-map.ts'
import { type Column, sortableTable } from './table.ts'
import { pageParts, topOf } from './top.ts'
import { shortName, valueText } from './value.ts'
import { walkForwardSection } from './walk-forward.ts'

const valueColumn = (objective: PicturedSweep['objective']): Column<PicturedTry> => ({
  name: objective.name,
  text: ({ value }) => valueText(objective, value),
  by: ({ value = Number.NEGATIVE_INFINITY }) => value,
})

function triesSection({ tries, settings, objective, asset }: PicturedSweep): HTMLElement {
  const columns: readonly Column<PicturedTry>[] = [
    ...settings.map(
      ({ name }): Column<PicturedTry> => ({ name: shortName(name), text: ({ set }) => set[name] ?? none }),
    ),
    // The net result has its own column.
    ...(objective.name === 'net' ? [] : [valueColumn(objective)]),
    { name: 'trades', text: ({ trades }) => String(trades), by: ({ trades }) => trades },
    {
      name: 'won',
      text: ({ winRate }) => (winRate === undefined ? none : percent(winRate, 1)),
      by: ({ winRate = '-1' }) => Number(winRate),
    },
    {
      name: 'of margin',
      text: ({ ofMargin }) => (ofMargin === undefined ? none : signedPercent(ofMargin)),
      by: ({ ofMargin = '-1' }) => Number(ofMargin),
      tone: ({ ofMargin = '0' }) => tone(ofMargin),
    },
    {
      name: `net (${asset})`,
      text: ({ net }) => signed(net),
      by: ({ net }) => Number(net),
      tone: ({ net }) => tone(net),
    },
    { name: 'drawdown', text: ({ drawdown }) => amount(drawdown), by: ({ drawdown }) => Number(drawdown) },
    { name: 'broken promises', text: ({ broken }) => broken.join(', ') },
  ]
  const note = `Every set, the best by ${objective.name} first. Click a column to sort.`
  return section('Sets', note, sortableTable({ label: 'Sets', columns, rows: tries }))
}

const { place, data: sweep } = pageParts<PicturedSweep>()
const { from, to, title } = sweep
place.append(
  topOf(
    'Quantum Trader sweep',
    `${title}, ${moment(from)} to ${moment(to)} UTC, ${span(to - from)}, ${sweep.tries.length} sets`,
  ),
  element('p', { class: `verdict ${sweep.isBeyondChance ? '' : 'doubted'}`.trim(), text: sweep.luck }),
  heatMapSection(sweep),
  walkForwardSection(sweep),
  triesSection(sweep),
)
