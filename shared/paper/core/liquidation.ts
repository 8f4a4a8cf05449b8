import { type Dec, dec, toMultiple } from '#domain/decimal.ts'
import type { PriceStep } from '../ports.ts'
import type { OrderRecord, SymbolRecord } from '../records.ts'
import { takeFromBook } from './book.ts'
import { accountWith, type Venue } from './context.ts'
import { endAlgoOrder, endOrder } from './ending.ts'
import { fill } from './execution.ts'
import { noteIncome } from './income.ts'
import { symbolMargin } from './margin.ts'
import { money } from './position.ts'
import { nextId } from './record.ts'

/** How Binance names its own closing orders. */
export const LIQUIDATION_PREFIX = 'autoclose-'

/**
 * Closes a position whose margin fell to its maintenance margin at the mark: all its orders are cancelled,
 * the position is sold into the book but never beyond its bankruptcy price (the insurance fund bears the
 * rest), and the clearance fee takes what the margin still holds of it.
 */
export function liquidate(record: SymbolRecord, step: PriceStep, venue: Venue): SymbolRecord {
  const left = marginLeft(record, step, venue)
  if (left === undefined || left.gt(0)) return record
  const cleared = cancelEverything(record, step.time)
  return closeByForce(cleared, step, venue)
}

/** Margin above maintenance; undefined without a position, or without the account behind a cross position. */
function marginLeft(record: SymbolRecord, step: PriceStep, venue: Venue): Dec | undefined {
  const own = symbolMargin(record, dec(step.mark), venue.rules)
  if (own.notional.isZero()) return undefined
  if (own.isolated) return own.isolatedWallet.plus(own.unrealizedPnl).minus(own.maintenance)
  const account = accountWith(record, step, venue)
  return account?.crossWallet.plus(account.crossPnl).minus(account.crossMaintenance)
}

function cancelEverything(record: SymbolRecord, time: number): SymbolRecord {
  const withoutOrders = record.orders.reduce(
    (state, order) => endOrder(state, order, 'CANCELED', time).record,
    record,
  )
  return withoutOrders.algoOrders.reduce(
    (state, algo) => endAlgoOrder(state, algo, 'CANCELED', time),
    withoutOrders,
  )
}

function closeByForce(record: SymbolRecord, step: PriceStep, venue: Venue): SymbolRecord {
  const held = dec(record.position.quantity)
  const equity = equityBehind(record, step, venue)
  const bankruptcy = bankruptcyPrice(record, equity, venue)
  const price = forcedPrice(record, bankruptcy, step, venue)
  const numbered = nextId(record, 'order')
  const order: OrderRecord = {
    orderId: numbered.id,
    clientOrderId: `${LIQUIDATION_PREFIX}${step.time}${numbered.id}`,
    symbol: record.symbol,
    side: held.isPositive() ? 'SELL' : 'BUY',
    type: 'LIMIT',
    timeInForce: 'IOC',
    price: bankruptcy.toFixed(),
    origQty: held.abs().toFixed(),
    executedQty: '0',
    cumQuote: '0',
    reduceOnly: false,
    closePosition: false,
    status: 'NEW',
    time: step.time,
    updateTime: step.time,
  }
  // The clearance fee stands in for the commission of a liquidation.
  const free = { ...venue, settings: { ...venue.settings, takerFee: '0' } }
  const quantity = held.abs()
  const closed = fill(
    { record: numbered.record, order },
    { price, quantity },
    { maker: false, at: step.time },
    free,
  )
  const ended = endOrder(closed.record, closed.order, 'FILLED', step.time).record

  const realized = dec(ended.totals.realizedPnl).minus(record.totals.realizedPnl)
  const remaining = equity.plus(realized)
  const fee = money(venue.rules.liquidationFee.times(quantity).times(price))
  const charged = remaining.lt(fee) ? remaining : fee
  return charged.gt(0) ? noteIncome(ended, 'INSURANCE_CLEAR', charged.negated(), step.time) : ended
}

/** What may be lost with this position before it is bankrupt, without its own unrealised PnL. */
function equityBehind(record: SymbolRecord, step: PriceStep, venue: Venue): Dec {
  if (record.marginType === 'isolated') return dec(record.position.isolatedWallet)
  const own = symbolMargin(record, dec(step.mark), venue.rules)
  const account = accountWith(record, step, venue)
  return account === undefined ? dec(0) : account.crossWallet.plus(account.crossPnl).minus(own.unrealizedPnl)
}

function bankruptcyPrice(record: SymbolRecord, equity: Dec, { rules }: Venue): Dec {
  const { quantity, entryPrice } = record.position
  const price = dec(entryPrice).minus(equity.div(quantity))
  const rounded = toMultiple(price, rules.tickSize, dec(quantity).isPositive() ? 'up' : 'down')
  return rounded.lt(rules.tickSize) ? rules.tickSize : rounded
}

function forcedPrice(record: SymbolRecord, bankruptcy: Dec, step: PriceStep, venue: Venue): Dec {
  const held = dec(record.position.quantity)
  const slices = takeFromBook(
    {
      side: held.isPositive() ? 'SELL' : 'BUY',
      quantity: held.abs(),
      limit: bankruptcy,
      quantityStep: venue.rules.lot.step,
    },
    step,
    record.taken,
    venue.rules,
    venue.settings,
  )
  const filled = slices.reduce((total, slice) => total.plus(slice.quantity), dec(0))
  const quote = slices.reduce((total, slice) => total.plus(slice.quantity.times(slice.price)), dec(0))
  const rest = held.abs().minus(filled).times(bankruptcy)
  const average = quote.plus(rest).div(held.abs())
  return toMultiple(average, venue.rules.tickSize, held.isPositive() ? 'up' : 'down')
}
