import { dec } from '#domain/decimal.ts'
import type { PriceStep } from '../ports.ts'
import type { OrderRecord, SymbolRecord } from '../records.ts'
import { depthPerBp, filledBy, noteTaken } from './book.ts'
import type { Venue } from './context.ts'
import { endOrder, expireWithPosition } from './ending.ts'
import { fill, remainingOf } from './execution.ts'
import { fillable } from './order-fault.ts'
import { restingOrders } from './order-lists.ts'
import { reducible } from './positions.ts'
import { withOrder } from './record.ts'
import { pricesOf, reachedOrders } from './waiting.ts'

/**
 * Resting limit orders fill only when the last price trades through their level, because at the level itself the
 * queue ahead may come first. They fill at their own price, as maker, and never more than the step's liquidity.
 */
export function matchResting(record: SymbolRecord, step: PriceStep, venue: Venue): SymbolRecord {
  return reachedOrders(record, pricesOf(step)).reduce((state, listed) => {
    const order = restingOrders.find(state.orders, { id: listed.orderId })
    return order !== undefined && order.time < step.time && tradesThrough(order, step)
      ? fillResting(state, order, step, venue)
      : state
  }, record)
}

const tradesThrough = (order: OrderRecord, step: PriceStep): boolean =>
  order.side === 'BUY' ? dec(step.last).lt(order.price) : dec(step.last).gt(order.price)

function fillResting(record: SymbolRecord, order: OrderRecord, step: PriceStep, venue: Venue): SymbolRecord {
  const used = record.taken.time === step.time ? record.taken[order.side] : '0'
  const quantityStep = venue.rules.lot.step
  const open = fillable(order, quantityStep)
  const held = order.reduceOnly ? reducible(record, order) : open
  const depth = depthPerBp(step, venue.settings).minus(used)
  const quantity = filledBy(depth, held.lt(open) ? held : open, quantityStep)
  if (quantity.lte(0)) return record

  const traded = fill(
    { record, order },
    { price: dec(order.price), quantity },
    { maker: true, at: step.time },
    venue,
  )
  const taken = noteTaken(traded.record.taken, order.side, quantity, step.time)
  const after = { ...traded.record, taken }
  const settled = remainingOf(traded.order).lte(0)
    ? endOrder(after, traded.order, 'FILLED', step.time).record
    : withOrder(after, traded.order)
  return expireWithPosition(record, settled, step.time)
}
