import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderRecord, SymbolRecord, TimeInForce, TradeRecord } from '../records.ts'
import { noteTaken, type Slice, takeFromBook } from './book.ts'
import type { Moment, Venue } from './context.ts'
import { endOrder, expireWithPosition, noted } from './ending.ts'
import { fillable } from './order-fault.ts'
import { applyFill, money } from './position.ts'
import { ofPosition, positionOf, positionSideOf, reducible, withPosition } from './positions.ts'
import { nextId, withOrder } from './record.ts'

export interface Executed {
  readonly record: SymbolRecord
  readonly order: OrderRecord
}

export const remainingOf = (order: OrderRecord): Dec => dec(order.origQty).minus(order.executedQty)

/** The times in force whose unfilled part rests in the book. */
const RESTING: ReadonlySet<TimeInForce> = new Set(['GTC', 'GTX', 'GTD'])

/**
 * Sends an accepted order into the book. It takes what its limit allows at this step; the remainder rests (GTC, GTX,
 * GTD) or expires (IOC, FOK, MARKET). A reduce-only order must not be larger than the position.
 */
export function execute(record: SymbolRecord, order: OrderRecord, moment: Moment, venue: Venue): Executed {
  const taken = order.timeInForce === 'GTX' ? { record, order } : take(record, order, moment, venue)
  const ended = afterTaking(taken, moment.at)
  return { ...ended, record: expireWithPosition(record, ended.record, moment.at) }
}

function afterTaking({ record, order }: Executed, at: number): Executed {
  if (remainingOf(order).lte(0)) return endOrder(record, order, 'FILLED', at)
  if (order.type === 'MARKET' || !RESTING.has(order.timeInForce))
    return endOrder(record, order, order.fault?.expiresAs ?? 'EXPIRED', at)
  if (order.reduceOnly && reducible(record, order).isZero()) return endOrder(record, order, 'EXPIRED', at)
  return { record: withOrder(record, order), order }
}

function take(record: SymbolRecord, order: OrderRecord, { at, step }: Moment, venue: Venue): Executed {
  const slices = takeFromBook(
    {
      side: order.side,
      quantity: fillable(order, venue.rules.lot.step),
      limit: order.type === 'LIMIT' ? dec(order.price) : undefined,
      quantityStep: venue.rules.lot.step,
    },
    step,
    record.taken,
    venue.rules,
    venue.settings,
  )
  return slices.reduce<Executed>(
    (state, slice) => {
      const filled = fill(state, slice, { maker: false, at }, venue)
      const taken = noteTaken(filled.record.taken, order.side, slice.quantity, step.time)
      return { ...filled, record: { ...filled.record, taken } }
    },
    { record, order },
  )
}

/** One trade: updates the order, the position and the running sums, and adds the trade's own line to the ledger. */
export function fill(
  { record, order }: Executed,
  { price, quantity }: Slice,
  { maker, at }: { readonly maker: boolean; readonly at: number },
  venue: Venue,
): Executed {
  const quote = price.times(quantity)
  const commission = money(quote.times(maker ? venue.settings.makerFee : venue.settings.takerFee))
  const positionSide = positionSideOf(order)
  const change = applyFill(
    positionOf(record, positionSide),
    { side: order.side, quantity, price, time: at, commission },
    { isolated: record.marginType === 'isolated', leverage: record.leverage },
  )
  const numbered = nextId(record, 'trade')
  const trade: TradeRecord = {
    id: numbered.id,
    orderId: order.orderId,
    symbol: record.symbol,
    side: order.side,
    ...ofPosition(positionSide),
    price: price.toFixed(),
    qty: quantity.toFixed(),
    quoteQty: quote.toFixed(),
    realizedPnl: change.realizedPnl.toFixed(),
    commission: commission.toFixed(),
    maker,
    time: at,
    positionAfter: change.position.quantity,
  }
  const totals = {
    ...record.totals,
    realizedPnl: change.realizedPnl.plus(record.totals.realizedPnl).toFixed(),
    commission: dec(record.totals.commission).minus(commission).toFixed(),
  }
  return {
    record: noted(
      { ...withPosition(numbered.record, positionSide, change.position), totals },
      { kind: 'trade', id: trade.id, time: at, body: trade },
    ),
    order: {
      ...order,
      status: 'PARTIALLY_FILLED',
      executedQty: dec(order.executedQty).plus(quantity).toFixed(),
      cumQuote: dec(order.cumQuote).plus(quote).toFixed(),
      updateTime: at,
    },
  }
}
