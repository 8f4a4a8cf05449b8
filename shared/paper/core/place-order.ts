import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import type { PriceStep } from '../ports.ts'
import type { OrderRecord, PositionSide, PriceMatch, SymbolRecord, TimeInForce } from '../records.ts'
import { refuse } from '../refusal.ts'
import { takeFromBook, touchOf } from './book.ts'
import { accountWith, type Moment, type Venue } from './context.ts'
import { type Executed, execute, remainingOf } from './execution.ts'
import { checkLimitBand, checkMarketBand, checkNotional, checkPrice, checkQuantity } from './filters.ts'
import { limitPrice } from './levels.ts'
import { maxNotional, openOrderMargin } from './margin.ts'
import { restingOrders } from './order-lists.ts'
import { closesHedge, ofPosition, positionOf, positionSideOf, reducible, withPosition } from './positions.ts'
import { nextId } from './record.ts'

export interface OrderRequest {
  readonly side: OrderSide
  /** BOTH in one-way mode. */
  readonly positionSide: PositionSide
  readonly type: 'LIMIT' | 'MARKET'
  readonly timeInForce: TimeInForce
  readonly quantity: Dec
  /** Undefined for a market order, or if the book gives it. */
  readonly price: Dec | undefined
  readonly priceMatch?: PriceMatch | undefined
  readonly goodTillDate?: number | undefined
  readonly reduceOnly: boolean
  /** Undefined: the venue derives it from the order id. */
  readonly clientOrderId: string | undefined
}

/** A new regular order: checked as Binance checks it, then executed. Throws Refusal and changes nothing. */
export function placeOrder(
  before: SymbolRecord,
  asked: OrderRequest,
  moment: Moment,
  venue: Venue,
): Executed {
  const { side, positionSide } = asked
  const record = withPosition(before, positionSide, positionOf(before, positionSide))
  const { priceMatch, goodTillDate } = asked
  const price = limitPrice(asked, moment.step, venue)
  const request = { ...asked, price, reduceOnly: asked.reduceOnly || closesHedge(side, positionSide) }
  if (!request.reduceOnly && !venue.rules.isTrading) throw refuse(-4140)
  checkFilters(request, moment.step, venue)
  const { clientOrderId: clientId } = request
  if (clientId !== undefined && restingOrders.find(record.orders, { clientId })) throw refuse(-4116)
  if (record.orders.length >= venue.rules.maxOrders) throw refuse(-2025)
  if (request.reduceOnly) checkReduceOnly(record, request, venue)

  const numbered = nextId(record, 'order')
  const order: OrderRecord = {
    orderId: numbered.id,
    clientOrderId: request.clientOrderId ?? `paper-${numbered.id}`,
    symbol: record.symbol,
    side,
    ...ofPosition(positionSide),
    type: request.type,
    timeInForce: request.timeInForce,
    price: (request.price ?? dec(0)).toFixed(),
    origQty: truncated(record, request).toFixed(),
    executedQty: '0',
    cumQuote: '0',
    reduceOnly: request.reduceOnly,
    closePosition: false,
    status: 'NEW',
    time: moment.at,
    updateTime: moment.at,
    ...(goodTillDate !== undefined && { goodTillDate }),
    ...(priceMatch && { priceMatch }),
    ...(venue.fault && { fault: venue.fault }),
  }
  if (!order.reduceOnly) checkMargin(record, order, moment.step, venue)
  checkTimeInForce(record, order, moment.step, venue)
  return execute(numbered.record, order, moment, venue)
}

function checkFilters(
  request: OrderRequest,
  step: PriceStep,
  { rules: listed, filters: rules = listed, settings }: Venue,
): void {
  const { price, quantity, side } = request
  checkQuantity(quantity, price === undefined ? rules.marketLot : rules.lot, rules)
  if (price !== undefined) {
    checkPrice(price, rules)
    checkLimitBand(side, price, step.mark, rules)
  } else {
    const touch = touchOf(step, rules, settings)
    checkMarketBand(side, side === 'BUY' ? touch.ask : touch.bid, step.mark, rules)
  }
  if (!request.reduceOnly) checkNotional(quantity.times(price ?? step.mark), rules)
}

/**
 * A reduce-only order needs something to reduce (-2022) that resting reduce-only orders do not already cover (-4118).
 * A limit order larger than the position is rejected; a market order is cut down to it. In hedge mode any order that
 * would close more than the position is rejected.
 */
function checkReduceOnly(record: SymbolRecord, request: OrderRequest, { settings }: Venue): void {
  const { side, positionSide } = request
  const order = { side, ...ofPosition(positionSide) }
  const position = reducible(record, order)
  if (position.isZero()) throw refuse(-2022)
  const resting = sum(
    record.orders
      .filter(each => each.reduceOnly && each.side === side && positionSideOf(each) === positionSide)
      .map(remainingOf),
  )
  if (positionSide !== 'BOTH' && resting.plus(request.quantity).gt(position)) throw refuse(-2022)
  if (resting.gte(position)) throw refuse(-4118)
  const oversized = request.type === 'LIMIT' && request.quantity.gt(position)
  if (oversized && settings.rejectOversizedReduceOnly) throw refuse(-2022)
}

function truncated(record: SymbolRecord, request: OrderRequest): Dec {
  if (!request.reduceOnly) return request.quantity
  const position = reducible(record, { side: request.side, ...ofPosition(request.positionSide) })
  return position.lt(request.quantity) ? position : request.quantity
}

/** The order's margin, plus the immediate loss of a limit order through the market: -2019; brackets: -2027. */
export function checkMargin(record: SymbolRecord, order: OrderRecord, step: PriceStep, venue: Venue): void {
  const mark = dec(step.mark)
  const positionSide = positionSideOf(order)
  const price = order.type === 'LIMIT' ? dec(order.price) : assumedPrice(order.side, step, venue)
  const needed = openOrderMargin(record, positionSide, mark, { ...order, price: price.toFixed() })
  const extra = needed.minus(openOrderMargin(record, positionSide, mark))
  if (extra.lte(0)) return

  const cap = maxNotional(venue.rules, record.leverage)
  const notional = dec(positionOf(record, positionSide).quantity).times(mark).abs()
  if (cap === undefined || needed.times(record.leverage).plus(notional).gt(cap)) throw refuse(-2027)

  const against = order.side === 'BUY' ? price.minus(mark) : mark.minus(price)
  const openLoss = against.gt(0) ? against.times(order.origQty) : dec(0)
  const account = accountWith(record, step, venue)
  if (account !== undefined && extra.plus(openLoss).gt(account.available)) throw refuse(-2019)
}

/** Binance assumes 0.05 % above the ask for a market buy, the bid for a market sell. */
function assumedPrice(side: OrderSide, step: PriceStep, { rules, settings }: Venue): Dec {
  const touch = touchOf(step, rules, settings)
  return side === 'BUY' ? touch.ask.times('1.0005') : touch.bid
}

/** Whether a limit order would take from the book. */
export function crosses(order: OrderRecord, step: PriceStep, { rules, settings }: Venue): boolean {
  const touch = touchOf(step, rules, settings)
  return order.side === 'BUY' ? touch.ask.lte(order.price) : touch.bid.gte(order.price)
}

/** GTX must rest (-5022), FOK must fill completely at once (-5021). */
export function checkTimeInForce(
  record: SymbolRecord,
  order: OrderRecord,
  step: PriceStep,
  venue: Venue,
): void {
  const { rules, settings } = venue
  if (order.timeInForce === 'GTX' && crosses(order, step, venue)) throw refuse(-5022)
  if (order.timeInForce === 'FOK') {
    const book = { side: order.side, quantity: dec(order.origQty), limit: dec(order.price) }
    const slices = takeFromBook(
      { ...book, quantityStep: rules.lot.step },
      step,
      record.taken,
      rules,
      settings,
    )
    if (sum(slices.map(slice => slice.quantity)).lt(order.origQty)) throw refuse(-5021)
  }
}
