import type { VenueStore, Versioned } from '../ports.ts'
import type { AccountRecord, SymbolRecord } from '../records.ts'

/** One record as it was and as it was saved; undefined before its first save. */
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

/** A store that tells, once each and in order, what was saved through it. */
export interface WatchedStore extends VenueStore {
  /** Answers how to stop. */
  watch(tell: (saved: Saved) => void): () => void
}

/**
 * Every version is saved by one request, which loaded the version before it through this store: so nothing is told
 * twice, and no change of a record is passed over. What another process saves is told when this one builds on it.
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
