import type { LedgerEntry, SymbolRecord } from '../records.ts'

const KEPT_ENTRIES = 60
const KEPT_MS = 5 * 60_000

export interface Outbox {
  /** To be archived before the record is saved. */
  readonly overdue: readonly LedgerEntry[]
  /** The record without the overdue lines. */
  readonly record: SymbolRecord
}

/**
 * Moves old ledger lines out of the record to keep it small, but only lines that the loaded record already held.
 * Archiving is not part of the save, and a line of a failed save must never have existed. Lines are only ever added
 * at the end, so the loaded ones come first.
 */
export function splitOutbox(loaded: SymbolRecord | undefined, next: SymbolRecord, at: number): Outbox {
  const committed = loaded?.recent.length ?? 0
  const excess = next.recent.length - KEPT_ENTRIES
  const isOverdue = (entry: LedgerEntry, index: number) =>
    index < committed && (index < excess || endOf(entry) < at - KEPT_MS)
  const overdue = next.recent.filter(isOverdue)
  if (overdue.length === 0) return { overdue, record: next }
  return { overdue, record: { ...next, recent: next.recent.filter((entry, i) => !isOverdue(entry, i)) } }
}

const endOf = (entry: LedgerEntry): number =>
  'updateTime' in entry.body ? entry.body.updateTime : entry.time
