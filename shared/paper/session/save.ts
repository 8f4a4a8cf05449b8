import type { VenueStore } from '../ports.ts'
import type { SymbolRecord } from '../records.ts'
import { splitOutbox } from './outbox.ts'
import type { SymbolSession } from './symbols.ts'

const CURSOR_LAG_MS = 60_000

/**
 * Saves the request's change, or else the market's effects since the last save. The latter may lose the race without
 * harm: the next request computes them again from the same steps.
 */
export async function saveSession(
  store: VenueStore,
  session: SymbolSession,
  changed: SymbolRecord | undefined,
  at: number,
  saveLaggingCursors: boolean,
): Promise<boolean> {
  const lags =
    session.loaded !== undefined && session.record.cursor - session.loaded.value.cursor > CURSOR_LAG_MS
  if (changed === undefined && !session.changed && !(saveLaggingCursors && lags)) return true
  const outbox = splitOutbox(session.loaded?.value, changed ?? session.record, at)
  const { symbol } = outbox.record
  if (outbox.overdue.length > 0) await store.archive(symbol, outbox.overdue)
  return store.saveSymbol(symbol, outbox.record, session.loaded?.version ?? 0)
}
