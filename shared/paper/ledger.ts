import { readLines, type TimeRange } from './desk/ledger-lines.ts'
import type { VenueStore } from './ports.ts'
import type { AlgoOrderRecord, IncomeRecord, OrderRecord, SymbolRecord, TradeRecord } from './records.ts'

/** One symbol's books: live and closed orders of both kinds, trades and income, each by time, then id. */
export interface VenueLedger {
  readonly symbol: string
  /** Up to when the books are complete. */
  readonly until: number
  readonly orders: readonly OrderRecord[]
  readonly algoOrders: readonly AlgoOrderRecord[]
  readonly trades: readonly TradeRecord[]
  readonly income: readonly IncomeRecord[]
}

/** Reads archive, outbox and what is live. The range bounds the times of creation. */
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
