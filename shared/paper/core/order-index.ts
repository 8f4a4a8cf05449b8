import { BTree } from './btree.ts'

/** How a client names an order: by its id, otherwise by its client id. */
export interface OrderKey {
  readonly id?: number | undefined
  readonly clientId?: string | undefined
}

/** Searching a list this short is cheaper than keeping an index of it; Binance lets no more rest on a symbol. */
const FEW = 200

interface Index<T> {
  readonly byId: ReturnType<typeof idTree<T>>
  readonly byClientId: ReturnType<typeof clientIdTree<T>>
  /** Whether the list is sorted by id: an earlier release put a changed order at the end. */
  readonly isSorted: boolean
}

const idTree = <T>() => new BTree<number, T>(undefined, (a, b) => a - b)

interface Named {
  readonly clientId: string
  readonly id: number
}

/** A triggered algo order may rest under another order's client id: the older order is found. */
const clientIdTree = <T>() =>
  new BTree<Named, T>(undefined, (a, b) =>
    a.clientId === b.clientId ? a.id - b.id : a.clientId < b.clientId ? -1 : 1,
  )

/**
 * Finds orders in lists that are never changed in place. A long list gets an index when it is first searched, and the
 * index is carried over to the list that replaces it.
 */
export function orderIndex<T>(idOf: (order: T) => number, clientIdOf: (order: T) => string) {
  const indexes = new WeakMap<readonly T[], Index<T>>()
  const nameOf = (order: T): Named => ({ clientId: clientIdOf(order), id: idOf(order) })

  const indexOf = (all: readonly T[]): Index<T> => {
    const known = indexes.get(all)
    if (known) return known
    const [byId, byClientId] = [idTree<T>(), clientIdTree<T>()]
    for (const order of all) {
      byId.set(idOf(order), order)
      byClientId.set(nameOf(order), order)
    }
    const isSorted = all.every((order, place) => place === 0 || idOf(order) > idOf(all[place - 1] ?? order))
    const index = { byId, byClientId, isSorted }
    indexes.set(all, index)
    return index
  }

  const isNamed =
    ({ id, clientId }: OrderKey) =>
    (order: T): boolean =>
      id === undefined ? clientIdOf(order) === clientId : idOf(order) === id

  const find = (all: readonly T[], key: OrderKey): T | undefined => {
    if (all.length <= FEW) return all.find(isNamed(key))
    const { byId, byClientId } = indexOf(all)
    if (key.id !== undefined) return byId.get(key.id)
    const clientId = key.clientId ?? ''
    const found = byClientId.getPairOrNextHigher({ clientId, id: Number.NEGATIVE_INFINITY })
    return found?.[0].clientId === clientId ? found[1] : undefined
  }

  return {
    find,
    isNamed,
    /** The order's position in the list; -1 if it is not there. */
    placeOf(all: readonly T[], id: number): number {
      if (all.length <= FEW) return all.findLastIndex(order => idOf(order) === id)
      const { byId, isSorted } = indexOf(all)
      if (!byId.has(id)) return -1
      return isSorted ? firstFrom(all, id, idOf) : all.findLastIndex(order => idOf(order) === id)
    },
    /** Carries the index of a list over to the list that replaces it. */
    carry(before: readonly T[], after: readonly T[], gone: T | undefined, come: T | undefined): void {
      const known = indexes.get(before)
      if (known === undefined || after.length <= FEW) return
      const [byId, byClientId] = [known.byId.clone(), known.byClientId.clone()]
      if (gone !== undefined) {
        byId.delete(idOf(gone))
        byClientId.delete(nameOf(gone))
      }
      if (come !== undefined) {
        byId.set(idOf(come), come)
        byClientId.set(nameOf(come), come)
      }
      indexes.set(after, { byId, byClientId, isSorted: known.isSorted })
    },
  }
}

/** The first position whose id is not lower, in a list sorted by id. */
export function firstFrom<T>(all: readonly T[], id: number, idOf: (order: T) => number): number {
  let low = 0
  for (let high = all.length; low < high; ) {
    const middle = (low + high) >>> 1
    const order = all[middle]
    if (order !== undefined && idOf(order) < id) low = middle + 1
    else high = middle
  }
  return low
}
