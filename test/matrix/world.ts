import type { VenueStore } from '#paper/ports.ts'
import type { LedgerEntry, LedgerKind } from '#paper/records.ts'
import type { Item } from '../../infra/lab/items.ts'
import type { Asked, SentSignal } from '../../infra/local/audit/oracle/testimony.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'

/** Everything that lasts, at a quiet moment: a scenario begins from a copy of it. */
export interface World {
  readonly at: number
  readonly items: ReadonlyMap<string, Item>
  readonly store: VenueStore
  /** The requests to the exchange on the way here, with their purpose. */
  readonly asked: readonly Asked[]
  readonly signals: readonly SentSignal[]
}

const kinds: readonly LedgerKind[] = ['order', 'algoOrder', 'trade', 'income', 'marginChange']

/** The venue's books once more, through its own port. */
export async function copyOf(store: VenueStore): Promise<VenueStore> {
  const copy = createMemoryStore()
  const account = await store.account()
  if (account) await copy.saveAccount(account.value, 0)
  for (const [symbol, { value }] of await store.symbols()) {
    await copy.saveSymbol(symbol, value, 0)
    for (const kind of kinds) {
      const entries = await store.archived(symbol, kind, 0, Number.MAX_SAFE_INTEGER)
      await copy.archive(symbol, entries as readonly LedgerEntry[])
    }
  }
  return copy
}
