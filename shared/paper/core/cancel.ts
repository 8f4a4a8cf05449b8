import type { AlgoOrderRecord, SymbolRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import { endAlgoOrder, endOrder } from './ending.ts'
import type { OrderKey } from './order-index.ts'
import { restingOrders, waitingAlgos } from './order-lists.ts'

/** Cancels one resting order; throws -2011 if it is not open. */
export function cancelOrder(record: SymbolRecord, key: OrderKey, at: number) {
  const order = restingOrders.find(record.orders, key)
  if (order === undefined) throw refuse(-2011)
  return endOrder(record, order, 'CANCELED', at)
}

/** Cancels one untriggered algo order; throws -2011 if there is none. A triggered one is already on its way. */
export function cancelAlgoOrder(
  record: SymbolRecord,
  key: OrderKey,
  at: number,
): { readonly record: SymbolRecord; readonly algoOrder: AlgoOrderRecord } {
  const algo = waitingAlgos.find(record.algoOrders, key)
  if (algo?.algoStatus !== 'NEW') throw refuse(-2011)
  const algoOrder: AlgoOrderRecord = { ...algo, algoStatus: 'CANCELED', updateTime: at, endTime: at }
  return { record: endAlgoOrder(record, algo, 'CANCELED', at), algoOrder }
}

export const cancelAllOrders = (record: SymbolRecord, at: number): SymbolRecord =>
  record.orders.reduce((state, order) => endOrder(state, order, 'CANCELED', at).record, record)

export const cancelAllAlgoOrders = (record: SymbolRecord, at: number): SymbolRecord =>
  record.algoOrders
    .filter(algo => algo.algoStatus === 'NEW')
    .reduce((state, algo) => endAlgoOrder(state, algo, 'CANCELED', at), record)
