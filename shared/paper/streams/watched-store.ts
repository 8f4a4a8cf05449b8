import type { VenueStore, Versioned } from '../ports.ts'
import type { AccountRecord, SymbolRecord } from '../records.ts'

/** One record before and after a save; undefined before its first save. */
export type Saved =
  | {
      readonly kind: 'symbol'
      readonly before: SymbolRecord | undefined
      readonly after: SymbolRecord
    }
  | {
      readonly kind: 'account'
      readonly before: AccountRecord | undefined
      readonly after: AccountRecord
    }

/** A store that reports every save through it, once and in order. */
export interface WatchedStore extends VenueStore {
  /** Returns a function that stops it. */
  watch(tell: (saved: Saved) => void): () => void
}

/**
 * Every version is saved by one request, which loaded the previous version through this store. So nothing is told
 * twice, and no change of a record is missed. What another process saved is told once this one builds on it.
 */
export function watchedStore(store: VenueStore): WatchedStore {
  const watchers = new Set<(saved: Saved) => void>()
  const symbols = new Map<string, Versioned<SymbolRecord>>()
  let account: Versioned<AccountRecord> | undefined
  const tell = (saved: Saved) => {
    for (const watcher of watchers) watcher(saved)
  }
  return {
    ...store,
    account: async () => {
      account = await store.account()
      return account
    },
    symbols: async names => {
      const found = await store.symbols(names)
      for (const [name, stored] of found) symbols.set(name, stored)
      return found
    },
    saveAccount: async (value, loadedVersion) => {
      const before = account
      if (!(await store.saveAccount(value, loadedVersion))) return false
      account = { value, version: loadedVersion + 1 }
      tell({ kind: 'account', before: before?.value, after: value })
      return true
    },
    saveSymbol: async (symbol, value, loadedVersion) => {
      const before = symbols.get(symbol)
      if (!(await store.saveSymbol(symbol, value, loadedVersion))) return false
      symbols.set(symbol, { value, version: loadedVersion + 1 })
      tell({ kind: 'symbol', before: before?.value, after: value })
      return true
    },
    watch: watcher => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
  }
}
