import type { Desk } from '../desk/desk.ts'
import { readLines, type TimeRange } from '../desk/ledger-lines.ts'
import { entriesOf, type LedgerEntryOf, type LedgerKind } from '../records.ts'

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

const DAY_MS = 24 * 3_600_000
/** How far back a single order is looked for, nearest first: most questions are about the last minutes. */
const LOOK_BACK_DAYS = [1, 7, 30]

/**
 * The newest closed order or algo order that matches: client ids may be used again once their order is closed.
 * Undefined when none was made within 30 days.
 */
export async function findClosed<K extends 'order' | 'algoOrder'>(
  desk: Desk,
  symbol: string,
  kind: K,
  matches: (body: LedgerEntryOf<K>['body']) => boolean,
): Promise<LedgerEntryOf<K>['body'] | undefined> {
  const recent: readonly LedgerEntryOf<K>[] = entriesOf((await desk.symbol(symbol)).recent, kind)
  const found = recent.map(entry => entry.body).findLast(matches)
  if (found !== undefined) return found
  let to = desk.at
  for (const days of LOOK_BACK_DAYS) {
    const from = desk.at - days * DAY_MS
    const older = (await readHistory(desk, symbol, kind, { from, to })).findLast(matches)
    if (older !== undefined) return older
    to = from - 1
  }
  return undefined
}
