import type { AlgoOrderRecord, OrderRecord } from '../records.ts'
import { carryNotional } from './open-notional.ts'
import { firstFrom, orderIndex } from './order-index.ts'
import { carryAlgos, carryOrders } from './waiting.ts'

/*
 * Lists of orders with one order changed. A record holds plain lists, sorted by id. What was sorted, indexed and
 * summed for one list is carried over to the next, so that adding or removing an order costs the work of one order
 * plus a copy of the list.
 */

type Orders = readonly OrderRecord[]
type AlgoOrders = readonly AlgoOrderRecord[]

const orderId = (order: OrderRecord) => order.orderId
const algoId = (algo: AlgoOrderRecord) => algo.algoId

/** Resting orders, by the ids that clients use. */
export const restingOrders = orderIndex(orderId, order => order.clientOrderId)
/** Algo orders, by the ids that clients use. */
export const waitingAlgos = orderIndex(algoId, algo => algo.clientAlgoId)

/** The list with the order added or replaced. */
export function ordersWith(orders: Orders, order: OrderRecord): Orders {
  const place = restingOrders.placeOf(orders, order.orderId)
  const before = orders[place]
  const after = before === undefined ? inserted(orders, order, orderId) : orders.with(place, order)
  return carried(orders, after, before, order)
}

export function ordersWithout(orders: Orders, id: number): Orders {
  const place = restingOrders.placeOf(orders, id)
  const before = orders[place]
  return before === undefined ? orders : carried(orders, orders.toSpliced(place, 1), before, undefined)
}

function carried(
  before: Orders,
  after: Orders,
  gone: OrderRecord | undefined,
  come: OrderRecord | undefined,
): Orders {
  restingOrders.carry(before, after, gone, come)
  carryOrders(before, after, listed(gone), listed(come))
  carryNotional(before, after, listed(gone), listed(come))
  return after
}

/** The list with the order added or replaced. */
export function algosWith(algos: AlgoOrders, algo: AlgoOrderRecord): AlgoOrders {
  const place = waitingAlgos.placeOf(algos, algo.algoId)
  const before = algos[place]
  const after = before === undefined ? inserted(algos, algo, algoId) : algos.with(place, algo)
  waitingAlgos.carry(algos, after, before, algo)
  carryAlgos(algos, after, listed(before), [algo])
  return after
}

export function algosWithout(algos: AlgoOrders, id: number): AlgoOrders {
  const place = waitingAlgos.placeOf(algos, id)
  const before = algos[place]
  if (before === undefined) return algos
  const after = algos.toSpliced(place, 1)
  waitingAlgos.carry(algos, after, before, undefined)
  carryAlgos(algos, after, [before], [])
  return after
}

/** A new order has the highest id; a changed one keeps its place. */
function inserted<T>(all: readonly T[], order: T, idOf: (order: T) => number): readonly T[] {
  const last = all.at(-1)
  // Spreading a list iterates over it; concat copies it.
  if (last === undefined || idOf(last) < idOf(order)) return all.concat([order])
  return all.toSpliced(firstFrom(all, idOf(order), idOf), 0, order)
}

const listed = <T>(one: T | undefined): readonly T[] => (one === undefined ? [] : [one])
