import { type Few, fewOf, type VenueStore } from '../ports.ts'
import type { SymbolRecord } from '../records.ts'
import { entriesOf, type LedgerEntryOf, type LedgerKind } from '../records.ts'

export interface TimeRange {
  readonly from: number
  readonly to: number
}

/**
 * Ledger lines of one kind with `from <= time <= to`, from the archive and from the record, by time, then id; limited
 * by `few` if given.
 */
export async function readLines<K extends LedgerKind>(
  store: Pick<VenueStore, 'archived'>,
  record: SymbolRecord,
  kind: K,
  { from, to }: TimeRange,
  few?: Few,
): Promise<readonly LedgerEntryOf<K>['body'][]> {
  // DynamoDB rejects a range whose end lies before its start.
  if (from > to) return []
  const archived: readonly LedgerEntryOf<K>[] = await store.archived(record.symbol, kind, from, to, few)
  const recent: readonly LedgerEntryOf<K>[] = entriesOf(record.recent, kind)
  const inRange = recent.filter(entry => entry.time >= from && entry.time <= to)
  const byId = new Map([...archived, ...inRange].map(entry => [entry.id, entry]))
  const sorted = [...byId.values()].sort((a, b) => a.time - b.time || a.id - b.id)
  return fewOf(sorted, few).map(entry => entry.body)
}
