/** An item of the table; `pk` and `sk` are its key. */
export type Item = Record<string, unknown>
export interface Key {
  readonly pk: string
  readonly sk: string
}

/** A table's content. */
export interface Items {
  get(key: Key): Item | undefined
  keep(item: Item): void
  drop(key: Key): void
  /** All items under one partition key, in no order. */
  under(pk: string): readonly Item[]
  partitions(): Iterable<string>
}

export const keyOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`

/** By table and `pk`, the keys under it: finding one journal does not scan months of them. */
const shelves = new WeakMap<ReadonlyMap<string, Item>, Map<string, Set<string>>>()

function shelvesOf(items: ReadonlyMap<string, Item>): Map<string, Set<string>> {
  const known = shelves.get(items)
  if (known) return known
  const made = new Map<string, Set<string>>()
  shelves.set(items, made)
  for (const [key, { pk }] of items) shelve(made, pk as string, key)
  return made
}

function shelve(all: Map<string, Set<string>>, pk: string, key: string): void {
  const shelf = all.get(pk)
  if (shelf) shelf.add(key)
  else all.set(pk, new Set([key]))
}

/** Items of a map, by `keyOf`. */
export function itemsOf(map: Map<string, Item>): Items {
  const shelved = shelvesOf(map)
  return {
    get: key => map.get(keyOf(key)),
    keep(item) {
      const key = keyOf(item as unknown as Key)
      if (!map.has(key)) shelve(shelved, item.pk as string, key)
      map.set(key, item)
    },
    drop(key) {
      const shelf = shelved.get(key.pk)
      shelf?.delete(keyOf(key))
      if (shelf?.size === 0) shelved.delete(key.pk)
      map.delete(keyOf(key))
    },
    under: pk => [...(shelved.get(pk) ?? [])].map(key => map.get(key) as Item),
    partitions: () => shelved.keys(),
  }
}
