import type { VenueStore, Versioned } from './ports.ts'
import type { AccountRecord, SymbolRecord } from './records.ts'
import { entriesOf, type LedgerEntry } from './records.ts'

/** The venue's state in this process: for tests, benches and the served exchange. */
export function createMemoryStore(): VenueStore {
  let account: Versioned<AccountRecord> | undefined
  const symbols = new Map<string, Versioned<SymbolRecord>>()
  const archive = new Map<string, LedgerEntry>()
  const entryKey = (symbol: string, entry: LedgerEntry) => `${symbol} ${entry.kind} ${entry.id}`

  return {
    account: async () => account,
    symbols: async names => {
      const wanted = names ?? [...symbols.keys()]
      return new Map(
        wanted.flatMap(name => {
          const stored = symbols.get(name)
          return stored === undefined ? [] : [[name, stored] as const]
        }),
      )
    },
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
      for (const entry of entries) archive.set(entryKey(symbol, entry), entry)
    },
    archived: async (symbol, kind, from, to) =>
      entriesOf([...archive.values()], kind)
        .filter(entry => entry.body.symbol === symbol && entry.time >= from && entry.time <= to)
        .sort((a, b) => a.time - b.time || a.id - b.id),
  }
}
