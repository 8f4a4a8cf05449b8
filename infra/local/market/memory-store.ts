import { fewOf, type VenueStore, type Versioned } from '#paper/ports.ts'
import type { AccountRecord, LedgerEntry, SymbolRecord } from '#paper/records.ts'
import { entriesOf } from '#paper/records.ts'
import { keptInMemory, type PutAside } from '../aside.ts'

/** An archived entry, with the fields by which it is searched. */
interface Shelved {
  readonly time: number
  readonly id: number
  readonly entry: () => LedgerEntry
}

/** The venue's state in this process: for tests, benches, the lab and the served exchange. */
export function createMemoryStore(put: PutAside = keptInMemory): VenueStore {
  let account: Versioned<AccountRecord> | undefined
  const symbols = new Map<string, Versioned<SymbolRecord>>()
  /** By symbol and kind, each sorted by time, then id. */
  const archive = new Map<string, Shelved[]>()
  const shelfKey = (symbol: string, kind: LedgerEntry['kind']) => `${symbol} ${kind}`

  const keep = (symbol: string, entry: LedgerEntry): void => {
    const key = shelfKey(symbol, entry.kind)
    const shelf = archive.get(key) ?? []
    archive.set(key, shelf)
    const place = firstIndex(shelf, each => byTime(each, entry) >= 0)
    const isThere = shelf[place]?.id === entry.id && shelf[place]?.time === entry.time
    shelf.splice(place, isThere ? 1 : 0, { time: entry.time, id: entry.id, entry: put(entry) })
  }

  return {
    account: async () => account,
    symbols: async names => new Map(names ? [...symbols].filter(([name]) => names.includes(name)) : symbols),
    saveAccount: async (value, loadedVersion) => {
      if ((account?.version ?? 0) !== loadedVersion) return false
      account = { value, version: loadedVersion + 1 }
      return true
    },
    saveSymbol: async (symbol, value, loadedVersion) => {
      if ((symbols.get(symbol)?.version ?? 0) !== loadedVersion) return false
      symbols.set(symbol, { value, version: loadedVersion + 1 })
      return true
    },
    archive: async (symbol, entries) => {
      for (const entry of entries) keep(symbol, entry)
    },
    archived: async (symbol, kind, from, to, few) => {
      const shelf = archive.get(shelfKey(symbol, kind)) ?? []
      const start = firstIndex(shelf, each => each.time >= from)
      const end = firstIndex(shelf, each => each.time > to)
      const found = fewOf(shelf.slice(start, end), few)
      return entriesOf(
        found.map(({ entry }) => entry()),
        kind,
      )
    },
  }
}

type Place = Pick<Shelved, 'time' | 'id'>
const byTime = (a: Place, b: Place): number => a.time - b.time || a.id - b.id

/** Index of the first entry that satisfies a condition which holds for a tail of the list. */
function firstIndex(entries: readonly Shelved[], holds: (entry: Shelved) => boolean): number {
  let low = 0
  let high = entries.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const entry = entries[middle]
    if (entry && holds(entry)) high = middle
    else low = middle + 1
  }
  return low
}
