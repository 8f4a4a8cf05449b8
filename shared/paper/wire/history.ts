import type { Desk } from '../desk/desk.ts'
import { readLines, type TimeRange } from '../desk/ledger-lines.ts'
import type { LedgerEntryOf, LedgerKind } from '../ports.ts'

/** Binance's default look-back of the history endpoints. */
const WEEK_MS = 7 * 24 * 3_600_000

export const readHistory = async <K extends LedgerKind>(
  desk: Desk,
  symbol: string,
  kind: K,
  range: TimeRange,
): Promise<readonly LedgerEntryOf<K>['body'][]> =>
  readLines(desk.store, await desk.symbol(symbol), kind, range)

/** startTime and endTime as Binance reads them: a missing one makes it the seven days up to the other. */
export function timeRange(desk: Desk, startTime?: number, endTime?: number): TimeRange {
  if (startTime !== undefined) return { from: startTime, to: endTime ?? startTime + WEEK_MS }
  const to = endTime ?? desk.at
  return { from: to - WEEK_MS, to }
}
