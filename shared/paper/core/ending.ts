import { dec } from '#domain/decimal.ts'
import type { AlgoOrderRecord, AlgoStatus, LedgerEntry, OrderRecord, SymbolRecord } from '../records.ts'

export const noted = (record: SymbolRecord, entry: LedgerEntry): SymbolRecord => ({
  ...record,
  recent: [...record.recent, entry],
})

/** Takes a regular order out of the book for good; the algo order it came from is finished with it. */
export function endOrder(
  record: SymbolRecord,
  order: OrderRecord,
  status: 'FILLED' | 'CANCELED' | 'EXPIRED',
  time: number,
): { readonly record: SymbolRecord; readonly order: OrderRecord } {
  const ended: OrderRecord = { ...order, status, updateTime: time }
  const closed = noted(
    { ...record, orders: record.orders.filter(each => each.orderId !== order.orderId) },
    { kind: 'order', id: ended.orderId, time: ended.time, body: ended },
  )
  const algo = closed.algoOrders.find(each => each.algoId === order.algoId)
  if (algo === undefined) return { record: closed, order: ended }
  const actual = { actualQty: ended.executedQty, actualPrice: averagePrice(ended) }
  return { record: endAlgoOrder(closed, { ...algo, ...actual }, 'FINISHED', time), order: ended }
}

/** Average fill price as Binance prints it; "0" before the first fill. */
export function averagePrice(order: OrderRecord): string {
  const executed = dec(order.executedQty)
  return executed.isZero() ? '0' : dec(order.cumQuote).div(executed).toDecimalPlaces(8).toFixed()
}

export function endAlgoOrder(
  record: SymbolRecord,
  algo: AlgoOrderRecord,
  algoStatus: Exclude<AlgoStatus, 'NEW' | 'TRIGGERING' | 'TRIGGERED'>,
  time: number,
  failReason?: string,
): SymbolRecord {
  const ended: AlgoOrderRecord = {
    ...algo,
    algoStatus,
    updateTime: time,
    endTime: time,
    ...(failReason === undefined ? {} : { failReason }),
  }
  return noted(
    { ...record, algoOrders: record.algoOrders.filter(each => each.algoId !== algo.algoId) },
    { kind: 'algoOrder', id: ended.algoId, time: ended.createTime, body: ended },
  )
}

/**
 * After the position left zero or changed its direction: closePosition orders expire with it (GTE_GTC), and
 * resting reduce-only orders have nothing to reduce. Untriggered reduce-only algo orders stay behind.
 */
export function expireWithPosition(before: SymbolRecord, after: SymbolRecord, time: number): SymbolRecord {
  const was = dec(before.position.quantity)
  const is = dec(after.position.quantity)
  const sameDirection = !is.isZero() && is.isPositive() === was.isPositive()
  if (was.isZero() || sameDirection) return after

  const withoutCloses = after.algoOrders
    .filter(algo => algo.closePosition && algo.algoStatus === 'NEW')
    .reduce((record, algo) => endAlgoOrder(record, algo, 'EXPIRED', time), after)
  return withoutCloses.orders
    .filter(order => order.reduceOnly)
    .reduce((record, order) => endOrder(record, order, 'EXPIRED', time).record, withoutCloses)
}
