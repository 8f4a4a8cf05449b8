import type { PutAside } from '../local/aside.ts'
import { type Item, type Items, itemsOf } from './items.ts'

/** Partitions kept in memory; more than there are open positions and signals on their way. */
const atHand = 64

/** Items of one position or one signal, which are soon no longer read. */
const isStory = (pk: string): boolean => pk.startsWith('POSITION#') || pk.startsWith('SIGNAL#')

/**
 * The same items, with those of positions and signals that were not used lately moved out of memory, a partition at a
 * time.
 */
export function pastItems(put: PutAside): Items {
  const others = itemsOf(new Map())
  const recent = new Map<string, Map<string, Item>>()
  const past = new Map<string, () => readonly Item[]>()
  const bySk = (items: readonly Item[]) => new Map(items.map(item => [item.sk as string, item]))

  /** Back in memory, as the most recently used. */
  function touched(pk: string): Map<string, Item> {
    const story = recent.get(pk) ?? bySk(past.get(pk)?.() ?? [])
    past.delete(pk)
    recent.delete(pk)
    recent.set(pk, story)
    for (const [oldest, items] of recent) {
      if (recent.size <= atHand) break
      recent.delete(oldest)
      if (items.size > 0) past.set(oldest, put([...items.values()]))
    }
    return story
  }

  return {
    get: key => (isStory(key.pk) ? touched(key.pk).get(key.sk) : others.get(key)),
    keep(item) {
      const pk = item.pk as string
      if (isStory(pk)) touched(pk).set(item.sk as string, item)
      else others.keep(item)
    },
    drop(key) {
      if (isStory(key.pk)) touched(key.pk).delete(key.sk)
      else others.drop(key)
    },
    // Iterating over all of them brings none back into memory.
    under: pk => (isStory(pk) ? [...(recent.get(pk)?.values() ?? past.get(pk)?.() ?? [])] : others.under(pk)),
    *partitions() {
      yield* others.partitions()
      for (const [pk, items] of recent) if (items.size > 0) yield pk
      yield* past.keys()
    },
  }
}
