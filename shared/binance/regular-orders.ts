import * as z from 'zod'
import type { NewOrder } from '#domain/orders.ts'
import type { Listed, Outcome, RegularOrder } from '#ports/exchange.ts'
import { ExchangeError } from '#ports/exchange-error.ts'
import { decimal, done, flag, id, ifReadable, orderSide, whole } from './field.ts'
import type { Wire } from './wire.ts'

const body = z
  .object({
    symbol: z.string(),
    orderId: id,
    clientOrderId: z.string(),
    type: z.string(),
    side: orderSide,
    status: z.string(),
    price: decimal,
    origQty: decimal,
    executedQty: decimal,
    reduceOnly: flag,
    updateTime: whole,
  })
  .transform(
    (row): RegularOrder => ({
      symbol: row.symbol,
      orderId: row.orderId,
      clientId: row.clientOrderId,
      type: row.type,
      side: row.side,
      status: row.status,
      price: row.price,
      quantity: row.origQty,
      filled: row.executedQty,
      reduceOnly: row.reduceOnly,
      updatedAt: row.updateTime,
    }),
  )

/** Binance answers a cancellation with the order itself. */
const cancelled = z
  .object({ orderId: id, clientOrderId: z.string(), status: z.string() })
  .transform(() => undefined)
/** A row of the open book, of any client: the client id tells the owner, the rest may have any form. */
const row = z
  .object({
    symbol: z.string(),
    clientOrderId: z.string(),
    orderId: ifReadable(id),
    type: ifReadable(z.string()),
    side: ifReadable(orderSide),
    status: ifReadable(z.string()),
    price: ifReadable(decimal),
    origQty: ifReadable(decimal),
    executedQty: ifReadable(decimal),
    reduceOnly: ifReadable(flag),
    updateTime: ifReadable(whole),
  })
  .transform(
    (read): Listed<RegularOrder> => ({
      symbol: read.symbol,
      clientId: read.clientOrderId,
      orderId: read.orderId,
      type: read.type,
      side: read.side,
      status: read.status,
      price: read.price,
      quantity: read.origQty,
      filled: read.executedQty,
      reduceOnly: read.reduceOnly,
      updatedAt: read.updateTime,
    }),
  )
const rows = z.array(row)

/** -2013 order does not exist, -2011 unknown order. */
const notFound: readonly (number | undefined)[] = [-2013, -2011]

/** Answers undefined if the exchange knows no such order, which it says for a while about orders that live. */
export async function unlessUnknown<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (error instanceof ExchangeError && notFound.includes(error.code)) return undefined
    throw error
  }
}

/** The regular order book. Its orders are found by client id. */
export const regularOrders = (wire: Wire) => ({
  openOrders: (symbol?: string): Promise<readonly Listed<RegularOrder>[]> =>
    wire.read('openOrders', { symbol }, rows),

  order: (symbol: string, clientId: string): Promise<RegularOrder | undefined> =>
    unlessUnknown(wire.read('order', { symbol, origClientOrderId: clientId }, body)),

  orderById: (symbol: string, orderId: string): Promise<RegularOrder | undefined> =>
    unlessUnknown(wire.read('order', { symbol, orderId }, body)),

  /** RESULT waits for the fill; Binance's default answers NEW with nothing filled, even for a market order. */
  place: (order: NewOrder): Promise<Outcome<RegularOrder>> =>
    wire.command(
      'placeOrder',
      {
        symbol: order.symbol,
        side: order.side,
        type: order.type,
        quantity: order.quantity,
        ...(order.type === 'LIMIT'
          ? { price: order.price, timeInForce: order.timeInForce }
          : { reduceOnly: order.reduceOnly }),
        newClientOrderId: order.clientId,
        newOrderRespType: 'RESULT',
      },
      body,
    ),

  cancel: (symbol: string, clientId: string): Promise<Outcome<void>> =>
    wire.command('cancelOrder', { symbol, origClientOrderId: clientId }, cancelled),

  cancelAll: (symbol: string): Promise<Outcome<void>> => wire.command('cancelAllOrders', { symbol }, done),
})
