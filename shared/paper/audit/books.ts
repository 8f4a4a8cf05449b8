import type { AlgoOrderRecord, IncomeRecord, OrderRecord, TradeRecord } from '../records.ts'

/** One symbol's books: live and closed orders of both kinds, trades and income, each sorted by time, then id. */
export interface VenueLedger {
  readonly symbol: string
  /** The books are complete up to this time; ms. */
  readonly until: number
  readonly orders: readonly OrderRecord[]
  readonly algoOrders: readonly AlgoOrderRecord[]
  readonly trades: readonly TradeRecord[]
  readonly income: readonly IncomeRecord[]
}
