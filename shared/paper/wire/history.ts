import type { Few } from '../ports.ts'
import type { LedgerEntryOf, LedgerKind } from '../records.ts'
import { refuse } from '../refusal.ts'
import { readLines, type TimeRange } from '../session/ledger-lines.ts'
import type { Session } from '../session/session.ts'
import type { Params } from './params.ts'

/** Binance's default look-back of the history endpoints. */
const WEEK_MS = 7 * 24 * 3_600_000

export const readHistory = async <K extends LedgerKind>(
  session: Session,
  symbol: string,
  kind: K,
  range: TimeRange,
  few?: Few,
): Promise<readonly LedgerEntryOf<K>['body'][]> =>
  readLines(session.store, await session.symbol(symbol), kind, range, few)

/** The rows that a limit keeps: the oldest ones from startTime or an id on, otherwise the newest. */
export const fewFor = (params: Params, idName: string, limit: number): Few => {
  const begins = params.optional('startTime') !== undefined || params.optional(idName) !== undefined
  return { count: limit, end: begins ? 'oldest' : 'newest' }
}

/**
 * startTime and endTime as Binance reads them: if only one is given, the range is seven days. Throws -1023 if they
 * are the wrong way round.
 */
export function rangeOf(session: Session, params: Params): TimeRange {
  const startTime = params.integer('startTime')
  const endTime = params.integer('endTime')
  if (startTime !== undefined && endTime !== undefined && startTime > endTime) throw refuse(-1023)
  if (startTime !== undefined) return { from: startTime, to: endTime ?? startTime + WEEK_MS }
  const to = endTime ?? session.at
  return { from: to - WEEK_MS, to }
}

/** The same for endpoints with at most seven days: -4165. */
export function weekOf(session: Session, params: Params): TimeRange {
  const range = rangeOf(session, params)
  if (range.to - range.from > WEEK_MS) throw refuse(-4165, 7)
  return range
}

/** The requested number of rows; -1130 above Binance's maximum. */
export function limitOf(params: Params, usual: number, most: number): number {
  const limit = params.integer('limit') ?? usual
  if (limit < 1 || limit > most) throw refuse(-1130, 'limit')
  return limit
}

const DAY_MS = 24 * 3_600_000
/** How far back to search for a single order. */
const LOOK_BACK_DAYS = 30
/** Search the newest closed orders first, in these numbers: most questions are about the last minutes. */
const LOOK_BACK_COUNTS = [100, 1_000, 10_000]

/**
 * The newest closed order or algo order that matches: a client id may be reused once its order is closed. Undefined
 * if there is none within 30 days, or among the newest 10,000 of the symbol.
 */
export async function findClosed<K extends 'order' | 'algoOrder'>(
  session: Session,
  symbol: string,
  kind: K,
  matches: (body: LedgerEntryOf<K>['body']) => boolean,
): Promise<LedgerEntryOf<K>['body'] | undefined> {
  const range = { from: session.at - LOOK_BACK_DAYS * DAY_MS, to: session.at }
  for (const count of LOOK_BACK_COUNTS) {
    const closed = await readHistory(session, symbol, kind, range, { count, end: 'newest' })
    const found = closed.findLast(matches)
    if (found !== undefined || closed.length < count) return found
  }
  return undefined
}
