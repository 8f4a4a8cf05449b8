import type { Dec } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import type { OrderRecord, PriceMatch, SymbolRecord } from '../records.ts'
import { refuse } from '../refusal.ts'
import type { Moment, Venue } from './context.ts'
import { endOrder } from './ending.ts'
import { type Executed, execute, remainingOf } from './execution.ts'
import { checkLimitBand, checkNotional, checkPrice, checkQuantity } from './filters.ts'
import { limitPrice } from './levels.ts'
import type { OrderKey } from './order-index.ts'
import { ordersWithout, restingOrders } from './order-lists.ts'
import { checkMargin, crosses } from './place-order.ts'
import { reducible } from './positions.ts'

export interface OrderChange {
  readonly side: OrderSide
  readonly quantity: Dec
  /** Undefined if the book gives it. */
  readonly price: Dec | undefined
  readonly priceMatch: PriceMatch | undefined
  /** Only states that the order already is reduce-only: -5047 if it is not, and no minimum notional if it is. */
  readonly reduceOnly: boolean
}

type Priced = Omit<OrderChange, 'price'> & { readonly price: Dec }

/**
 * Changes a resting order's price or quantity and keeps its ids. A quantity that is already executed ends the order;
 * so does a post-only order's new price if it would take. Throws Refusal and leaves the order as it was.
 */
export function modifyOrder(
  record: SymbolRecord,
  key: OrderKey,
  asked: OrderChange,
  moment: Moment,
  venue: Venue,
): Executed {
  const order = restingOrders.find(record.orders, key)
  if (order === undefined) throw refuse(-2013)
  const price = limitPrice(asked, moment.step, venue)
  if (price === undefined) throw refuse(-1102, 'price')
  const change = { ...asked, price }
  checkChange(order, change, moment, venue)
  if (change.quantity.lte(order.executedQty)) return endOrder(record, order, 'CANCELED', moment.at)

  const without = { ...record, orders: ordersWithout(record.orders, order.orderId) }
  const { priceMatch: _, ...unmatched } = order
  const amended: OrderRecord = {
    ...unmatched,
    ...(change.priceMatch && { priceMatch: change.priceMatch }),
    price: change.price.toFixed(),
    origQty: change.quantity.toFixed(),
    updateTime: moment.at,
  }
  if (!order.reduceOnly) checkMargin(without, amended, moment.step, venue)
  else if (remainingOf(amended).gt(reducible(record, order))) throw refuse(-2022)
  if (order.timeInForce === 'GTX' && crosses(amended, moment.step, venue))
    return endOrder(record, order, 'CANCELED', moment.at)
  return execute(without, amended, moment, venue)
}

function checkChange(order: OrderRecord, change: Priced, { step }: Moment, venue: Venue): void {
  const { filters: rules = venue.rules } = venue

  const { side, quantity, price } = change
  if (side !== order.side) throw refuse(-1117)
  if (change.reduceOnly && !order.reduceOnly) throw refuse(-5047)
  if (price.eq(order.price) && quantity.eq(order.origQty)) throw refuse(-5027)
  checkQuantity(quantity, rules.lot, rules)
  checkPrice(price, rules)
  checkLimitBand(side, price, step.mark, rules)
  if (!change.reduceOnly) checkNotional(quantity.times(price), rules)
}
