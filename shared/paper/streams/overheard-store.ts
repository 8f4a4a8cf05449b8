import type { VenueStore, Versioned } from '../ports.ts'
import type { SymbolRecord } from '../records.ts'
import type { Saved, WatchedStore } from './watched-store.ts'

/**
 * A store that tells what was saved to it, by any process: each loaded record is compared with the last known one.
 * Several saves in between are told as one. `changed` reports a symbol that another process saved.
 */
export function overheardStore(store: VenueStore, changed: (symbol: string) => void): WatchedStore {
  const watchers = new Set<(saved: Saved) => void>()
  const known = new Map<string, Versioned<SymbolRecord>>()
  let hasBaseline = false
  const tell = (saved: Saved) => {
    for (const watcher of watchers) watcher(saved)
  }
  const note = (symbol: string, stored: Versioned<SymbolRecord>): boolean => {
    const before = known.get(symbol)
    if (before !== undefined && before.version >= stored.version) return false
    known.set(symbol, stored)
    if (hasBaseline) tell({ kind: 'symbol', before: before?.value, after: stored.value })
    return hasBaseline
  }
  return {
    ...store,
    symbols: async names => {
      const found = await store.symbols(names)
      for (const [symbol, stored] of found) if (note(symbol, stored)) changed(symbol)
      hasBaseline ||= names === undefined
      return found
    },
    saveSymbol: async (symbol, value, loadedVersion) => {
      if (!(await store.saveSymbol(symbol, value, loadedVersion))) return false
      note(symbol, { value, version: loadedVersion + 1 })
      return true
    },
    watch: watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}
