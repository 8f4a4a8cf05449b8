import { dec } from '#domain/decimal.ts'
import type {
  AlgoOrderRecord,
  AlgoStatus,
  LedgerEntry,
  OrderRecord,
  PositionSide,
  SymbolRecord,
} from '../records.ts'
import { algosWithout, ordersWithout, waitingAlgos } from './order-lists.ts'
import { positionOf, positionSideOf, positionsOf } from './positions.ts'

export const noted = (record: SymbolRecord, entry: LedgerEntry): SymbolRecord => ({
  ...record,
  recent: [...record.recent, entry],
})

/** Takes a regular order out of the book for good; the algo order behind it ends with it. */
export function endOrder(
  record: SymbolRecord,
  order: OrderRecord,
  status: Exclude<OrderRecord['status'], 'NEW' | 'PARTIALLY_FILLED'>,
  time: number,
): { readonly record: SymbolRecord; readonly order: OrderRecord } {
  const ended: OrderRecord = { ...order, status, updateTime: time }
  const closed = noted(
    { ...record, orders: ordersWithout(record.orders, order.orderId) },
    { kind: 'order', id: ended.orderId, time: ended.time, body: ended },
  )
  const { algoId } = order
  const algo = algoId === undefined ? undefined : waitingAlgos.find(closed.algoOrders, { id: algoId })
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
    { ...record, algoOrders: algosWithout(record.algoOrders, algo.algoId) },
    { kind: 'algoOrder', id: ended.algoId, time: ended.createTime, body: ended },
  )
}

/**
 * After a position closed or reversed: its closePosition orders expire with it (GTE_GTC), and so do its resting
 * reduce-only orders, which have nothing left to reduce. Untriggered reduce-only algo orders stay behind.
 */
export const expireWithPosition = (before: SymbolRecord, after: SymbolRecord, time: number): SymbolRecord =>
  positionsOf(before)
    .filter(({ side, position }) => isOver(position.quantity, positionOf(after, side).quantity))
    .reduce((record, { side }) => expireExits(record, side, time), after)

function isOver(before: string, after: string): boolean {
  const [was, is] = [dec(before), dec(after)]
  const sameDirection = !is.isZero() && is.isPositive() === was.isPositive()
  return !was.isZero() && !sameDirection
}

function expireExits(record: SymbolRecord, side: PositionSide, time: number): SymbolRecord {
  const withoutCloses = record.algoOrders
    .filter(algo => algo.closePosition && algo.algoStatus === 'NEW' && positionSideOf(algo) === side)
    .reduce((state, algo) => endAlgoOrder(state, algo, 'EXPIRED', time), record)
  return withoutCloses.orders
    .filter(order => order.reduceOnly && positionSideOf(order) === side)
    .reduce((state, order) => endOrder(state, order, 'EXPIRED', time).record, withoutCloses)
}
