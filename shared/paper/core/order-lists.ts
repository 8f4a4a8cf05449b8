import type { AlgoOrderRecord, OrderRecord } from '../records.ts'
import { carryNotional } from './open-notional.ts'
import { firstFrom, orderIndex } from './order-index.ts'
import { carryAlgos, carryOrders } from './waiting.ts'

/*
 * Lists of orders, with one order changed. A record holds plain lists, in the order of the ids; what was sorted, found
 * and summed of one list is carried over to the next, so that one order more or less costs what one order costs, and
 * a copy of the list.
 */

type Orders = readonly OrderRecord[]
type AlgoOrders = readonly AlgoOrderRecord[]

const orderId = (order: OrderRecord) => order.orderId
const algoId = (algo: AlgoOrderRecord) => algo.algoId

/** Resting orders, by what clients name them by. */
export const restingOrders = orderIndex(orderId, order => order.clientOrderId)
/** Algo orders, by what clients name them by. */
export const waitingAlgos = orderIndex(algoId, algo => algo.clientAlgoId)

/** With the order in its place. */
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

/** With the order in its place. */
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

/** A new order has the highest id; one that was changed has the place back that it had. */
function inserted<T>(all: readonly T[], order: T, idOf: (order: T) => number): readonly T[] {
  const last = all.at(-1)
  // A list that is spread is walked through; one that is joined to another is copied.
  if (last === undefined || idOf(last) < idOf(order)) return all.concat([order])
  return all.toSpliced(firstFrom(all, idOf(order), idOf), 0, order)
}

const listed = <T>(one: T | undefined): readonly T[] => (one === undefined ? [] : [one])
