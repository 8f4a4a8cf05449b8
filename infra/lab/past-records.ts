import type { Position } from '#domain/position.ts'
import type { StoredEntry, Verdict } from '#ports/state.ts'
import { inOrder, isPosition, type Journals, type Records } from '../local/audit/records.ts'
import type { Item, Items } from './items.ts'

/** A table's positions and signals, as `readRecords` returns them, but with each journal read on request. */
export function recordsIn(items: Items): Records {
  const positions: Position[] = []
  const verdicts: Verdict[] = []
  const told: string[] = []
  for (const pk of [...items.partitions()].sort()) {
    const [kind, id = ''] = pk.split('#')
    if (kind === 'SIGNAL') verdicts.push(...items.under(pk).map(({ body }) => body as Verdict))
    if (kind !== 'POSITION') continue
    const [own, steps] = partedBy(items.under(pk), ({ body }) => isPosition(body))
    positions.push(...own.map(({ body }) => body as Position))
    if (steps.length > 0) told.push(id)
  }
  return { ...inOrder(positions, verdicts), journals: journalsIn(items, told) }
}

function journalsIn(items: Items, ids: readonly string[]): Journals {
  const known = new Set(ids)
  const read = (id: string): readonly StoredEntry[] =>
    items
      .under(`POSITION#${id}`)
      .filter(({ body }) => !isPosition(body))
      .toSorted((a, b) => ((a.sk as string) < (b.sk as string) ? -1 : 1))
      .map(({ body }) => body as StoredEntry)
  return {
    get: id => (known.has(id) ? read(id) : undefined),
    *[Symbol.iterator]() {
      for (const id of ids) yield [id, read(id)] as const
    },
  }
}

function partedBy(items: readonly Item[], isFirst: (item: Item) => boolean): readonly [Item[], Item[]] {
  const parts = Map.groupBy(items, isFirst)
  return [parts.get(true) ?? [], parts.get(false) ?? []]
}
