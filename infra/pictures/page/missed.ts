import type { Missed } from '#figures/missed.ts'
import type { Pictured, PicturedRefusal } from '../pictured.ts'
import { section } from './element.ts'
import { moment, none, signed, tone } from './format.ts'
import { type Column, sortableTable } from './table.ts'

/** The rejected signals: how many for which reason, what they would have made, and each of them. */
export function missedSection({
  figures,
  refused,
  asset,
}: Pick<Pictured, 'figures' | 'refused' | 'asset'>): HTMLElement {
  const missed = Object.entries(figures.missed).map(([reason, counted]) => told(reason, counted, asset))
  const note = missed.length === 0 ? 'No entry was rejected.' : `Rejected entries: ${missed.join(', ')}.`
  const columns: readonly Column<PicturedRefusal>[] = [
    { name: 'at (UTC)', text: ({ at }) => moment(at) },
    { name: 'symbol', text: ({ symbol = none }) => symbol },
    { name: 'action', text: ({ action = none }) => action },
    { name: 'source', text: ({ source = none }) => source },
    { name: 'reason', text: ({ reason }) => reason },
    ...(refused.some(({ wouldHaveMade }) => wouldHaveMade !== undefined) ? [madeIn(asset)] : []),
    { name: 'detail', text: ({ detail = '' }) => detail, title: ({ detail = '' }) => detail },
  ]
  return section(
    'Rejected signals',
    note,
    sortableTable({ label: 'Rejected signals', columns, rows: refused }),
  )
}

function told(
  reason: string,
  { signals, wouldHaveMade, known = 0, wouldHaveWon = 0 }: Missed,
  asset: string,
) {
  if (wouldHaveMade === undefined) return `${reason} ${signals}`
  const those = known < signals ? `, ${known} of which` : ', which'
  return `${reason} ${signals}${those} would have made ${signed(wouldHaveMade)} ${asset} (${wouldHaveWon} won)`
}

const madeIn = (asset: string): Column<PicturedRefusal> => ({
  name: `would have made (${asset})`,
  text: ({ wouldHaveMade }) => (wouldHaveMade === undefined ? none : signed(wouldHaveMade)),
  by: ({ wouldHaveMade }) => Number(wouldHaveMade ?? Number.NEGATIVE_INFINITY),
  tone: ({ wouldHaveMade }) => tone(wouldHaveMade ?? 0),
})
