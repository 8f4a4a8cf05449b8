import type { VenueLedger } from '../audit/ledger.ts'
import type { VenueStore } from '../ports.ts'
import type { SymbolRecord } from '../records.ts'
import { readLines, type TimeRange } from './ledger-lines.ts'

/** One symbol's books from archive, outbox and live orders. The range bounds the times of creation. */
export async function readVenueLedger(
  store: Pick<VenueStore, 'archived'>,
  record: SymbolRecord,
  range: TimeRange,
): Promise<VenueLedger> {
  const [orders, algoOrders, trades, income] = await Promise.all([
    readLines(store, record, 'order', range),
    readLines(store, record, 'algoOrder', range),
    readLines(store, record, 'trade', range),
    readLines(store, record, 'income', range),
  ])
  return {
    symbol: record.symbol,
    until: range.to,
    orders: [...orders, ...record.orders],
    algoOrders: [...algoOrders, ...record.algoOrders],
    trades,
    income,
  }
}
