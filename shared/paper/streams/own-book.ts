import { dec } from '#domain/decimal.ts'
import type { OrderRecord } from '../records.ts'
import type { OpenNotional } from './happening.ts'

/** The account's orders on one symbol, according to the events told so far. */
export interface OwnBook {
  has(orderId: number): boolean
  get(orderId: number): OrderRecord | undefined
  put(order: OrderRecord): void
  remove(orderId: number): void
  notional(): OpenNotional
}

export function ownBook(resting: readonly OrderRecord[]): OwnBook {
  const orders = new Map(resting.map(order => [order.orderId, order]))
  const sumOf = (side: OrderRecord['side']): string => {
    let total = dec(0)
    for (const order of orders.values())
      if (order.side === side)
        total = total.plus(dec(order.origQty).minus(order.executedQty).times(order.price))
    return total.toFixed()
  }
  return {
    has: orderId => orders.has(orderId),
    get: orderId => orders.get(orderId),
    put: order => void orders.set(order.orderId, order),
    remove: orderId => void orders.delete(orderId),
    notional: () => ({ BUY: sumOf('BUY'), SELL: sumOf('SELL') }),
  }
}
