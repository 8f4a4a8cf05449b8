import type { AlgoOrderRecord, OrderRecord } from '../records.ts'
import { carryNotional } from './open-notional.ts'
import { carryAlgos, carryOrders } from './waiting.ts'

/*
 * Lists of orders, with one order changed. A record holds plain lists, in the order in which they came; what was sorted
 * and summed of one list is carried over to the next, so that one order more or less costs what one order costs.
 */

type Orders = readonly OrderRecord[]
type AlgoOrders = readonly AlgoOrderRecord[]

/** With the order in the place that it had, or at the end. */
export function ordersWith(orders: Orders, order: OrderRecord): Orders {
  const place = orders.findLastIndex(each => each.orderId === order.orderId)
  const before = orders[place]
  const after = before === undefined ? [...orders, order] : orders.with(place, order)
  return carried(orders, after, before === undefined ? [] : [before], [order])
}

export function ordersWithout(orders: Orders, orderId: number): Orders {
  const place = orders.findLastIndex(each => each.orderId === orderId)
  const before = orders[place]
  return before === undefined ? orders : carried(orders, orders.toSpliced(place, 1), [before], [])
}

function carried(before: Orders, after: Orders, gone: Orders, come: Orders): Orders {
  carryOrders(before, after, gone, come)
  carryNotional(before, after, gone, come)
  return after
}

/** With the order in the place that it had, or at the end. */
export function algosWith(algos: AlgoOrders, algo: AlgoOrderRecord): AlgoOrders {
  const place = algos.findLastIndex(each => each.algoId === algo.algoId)
  const before = algos[place]
  const after = before === undefined ? [...algos, algo] : algos.with(place, algo)
  carryAlgos(algos, after, before === undefined ? [] : [before], [algo])
  return after
}

export function algosWithout(algos: AlgoOrders, algoId: number): AlgoOrders {
  const place = algos.findLastIndex(each => each.algoId === algoId)
  const before = algos[place]
  if (before === undefined) return algos
  const after = algos.toSpliced(place, 1)
  carryAlgos(algos, after, [before], [])
  return after
}
