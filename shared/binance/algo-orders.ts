import * as z from 'zod'
import type { NewAlgoOrder } from '#domain/orders.ts'
import type { AlgoOrder, Listed, Outcome } from '#ports/exchange.ts'
import { decimal, done, flag, id, ifReadable, orderSide, price, whole } from './field.ts'
import { unlessUnknown } from './regular-orders.ts'
import type { Wire } from './wire.ts'

/** Absent, empty or zero until the trigger has made a regular order. */
const unlessNone = <T extends z.ZodType<string>>(schema: T) =>
  z
    .union([z.literal(''), z.null(), schema])
    .transform(value => (value === null || value === '' || value === '0' ? undefined : value))
    .optional()

const body = z
  .object({
    symbol: z.string(),
    algoId: id,
    clientAlgoId: z.string(),
    orderType: z.string(),
    side: orderSide,
    algoStatus: z.string(),
    triggerPrice: decimal,
    price: decimal,
    quantity: decimal,
    closePosition: flag,
    reduceOnly: flag,
    createTime: whole,
    updateTime: whole,
    actualOrderId: unlessNone(id),
    actualQty: unlessNone(decimal),
  })
  .transform(
    (row): AlgoOrder => ({
      symbol: row.symbol,
      algoId: row.algoId,
      clientId: row.clientAlgoId,
      type: row.orderType,
      side: row.side,
      status: row.algoStatus,
      triggerPrice: row.triggerPrice,
      price: row.price,
      quantity: row.quantity,
      closePosition: row.closePosition,
      reduceOnly: row.reduceOnly,
      createdAt: row.createTime,
      updatedAt: row.updateTime,
      ...(row.actualOrderId !== undefined && { actualOrderId: row.actualOrderId }),
      ...(row.actualQty !== undefined && { actualQuantity: row.actualQty }),
    }),
  )

/** A row of the open book. The client id tells its owner; the rest of our own is asked for where it is needed. */
const row = z
  .object({
    symbol: z.string(),
    clientAlgoId: z.string(),
    orderType: ifReadable(z.string()),
    side: ifReadable(orderSide),
    algoStatus: ifReadable(z.string()),
    triggerPrice: ifReadable(price),
    price: ifReadable(decimal),
    quantity: ifReadable(decimal),
    closePosition: ifReadable(flag),
    reduceOnly: ifReadable(flag),
    createTime: ifReadable(whole),
    updateTime: ifReadable(whole),
    algoId: ifReadable(id),
  })
  .transform(
    (read): Listed<AlgoOrder> => ({
      symbol: read.symbol,
      clientId: read.clientAlgoId,
      type: read.orderType,
      side: read.side,
      status: read.algoStatus,
      triggerPrice: read.triggerPrice,
      price: read.price,
      quantity: read.quantity,
      closePosition: read.closePosition,
      reduceOnly: read.reduceOnly,
      createdAt: read.createTime,
      updatedAt: read.updateTime,
      algoId: read.algoId,
    }),
  )
const rows = z.array(row)

const acknowledgement = z.object({ algoId: id })

/** An open order has this client id already: the order to be placed is live. */
const clientIdOpen = -4116

/** The book of conditional orders. Its orders are found by client id. */
export const algoOrders = (wire: Wire) => ({
  openAlgoOrders: (symbol?: string): Promise<readonly Listed<AlgoOrder>[]> =>
    wire.read('openAlgoOrders', { symbol }, rows),

  algoOrder: (symbol: string, clientId: string): Promise<AlgoOrder | undefined> =>
    unlessUnknown(wire.read('algoOrder', { symbol, clientAlgoId: clientId }, body)),

  async placeAlgo(order: NewAlgoOrder): Promise<Outcome<{ readonly algoId?: string }>> {
    const placed = await wire.command('placeAlgoOrder', paramsOf(order), acknowledgement)
    return placed.outcome === 'refused' && placed.code === clientIdOpen
      ? { outcome: 'accepted', value: {} }
      : placed
  },

  cancelAlgo: (symbol: string, clientId: string): Promise<Outcome<void>> =>
    wire.command('cancelAlgoOrder', { symbol, clientAlgoId: clientId }, done),

  cancelAllAlgo: (symbol: string): Promise<Outcome<void>> =>
    wire.command('cancelAllAlgoOrders', { symbol }, done),
})

/** closePosition is sent without a quantity and without reduceOnly (-4137, -4138); everything else needs both. */
const paramsOf = (order: NewAlgoOrder) => ({
  algoType: 'CONDITIONAL',
  symbol: order.symbol,
  side: order.side,
  type: order.type,
  triggerPrice: order.triggerPrice,
  ...('closePosition' in order
    ? { closePosition: true }
    : {
        quantity: order.quantity,
        reduceOnly: true,
        ...('price' in order && { price: order.price, timeInForce: 'GTC' }),
      }),
  workingType: 'MARK_PRICE',
  priceProtect: false,
  clientAlgoId: order.clientId,
})
