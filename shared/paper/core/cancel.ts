import type { AlgoOrderRecord, OrderRecord, SymbolRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import { endAlgoOrder, endOrder } from './ending.ts'

/** One resting order; throws -2011 when it is not open. */
export function cancelOrder(record: SymbolRecord, matches: (order: OrderRecord) => boolean, at: number) {
  const order = record.orders.find(matches)
  if (order === undefined) throw refuse(-2011)
  return endOrder(record, order, 'CANCELED', at)
}

/** One untriggered algo order; throws -2011 when there is none: a triggered one is on its way. */
export function cancelAlgoOrder(
  record: SymbolRecord,
  matches: (algo: AlgoOrderRecord) => boolean,
  at: number,
): { readonly record: SymbolRecord; readonly algoOrder: AlgoOrderRecord } {
  const algo = record.algoOrders.find(each => each.algoStatus === 'NEW' && matches(each))
  if (algo === undefined) throw refuse(-2011)
  const algoOrder: AlgoOrderRecord = { ...algo, algoStatus: 'CANCELED', updateTime: at, endTime: at }
  return { record: endAlgoOrder(record, algo, 'CANCELED', at), algoOrder }
}

export const cancelAllOrders = (record: SymbolRecord, at: number): SymbolRecord =>
  record.orders.reduce((state, order) => endOrder(state, order, 'CANCELED', at).record, record)

export const cancelAllAlgoOrders = (record: SymbolRecord, at: number): SymbolRecord =>
  record.algoOrders
    .filter(algo => algo.algoStatus === 'NEW')
    .reduce((state, algo) => endAlgoOrder(state, algo, 'CANCELED', at), record)
