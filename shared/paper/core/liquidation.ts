import { type Dec, dec, toMultiple } from '#domain/decimal.ts'
import type { PriceStep } from '../ports.ts'
import type { OrderRecord, PositionRecord, PositionSide, SymbolRecord } from '../records.ts'
import { takeFromBook } from './book.ts'
import { accountWith, type Venue } from './context.ts'
import { endAlgoOrder, endOrder } from './ending.ts'
import { fill } from './execution.ts'
import { noteIncome } from './income.ts'
import { maintenanceMargin } from './margin.ts'
import { money, pnlAt } from './position.ts'
import { heldPositions, type NamedPosition, ofPosition, positionOf } from './positions.ts'
import { nextId } from './record.ts'

/** The client-id prefix of Binance's own closing orders. */
export const LIQUIDATION_PREFIX = 'autoclose-'

/**
 * Closes a position whose margin fell to its maintenance margin at the mark. All orders of the symbol are cancelled.
 * The position is sold into the book, but never beyond its bankruptcy price (the insurance fund bears the rest). The
 * clearance fee takes at most the margin that is left. For a hedged symbol in cross margin the side that loses more
 * goes first, and the other only if that was not enough.
 */
export function liquidate(record: SymbolRecord, step: PriceStep, venue: Venue): SymbolRecord {
  const side = insolventSide(record, step, venue)
  if (side === undefined) return record
  const closed = closeByForce(cancelEverything(record, step.time), side, step, venue)
  return liquidate(closed, step, venue)
}

/** The position to close first; undefined if there is none, or if a cross position's account is not given. */
function insolventSide(record: SymbolRecord, step: PriceStep, venue: Venue): PositionSide | undefined {
  const held = heldPositions(record)
  if (record.marginType === 'isolated')
    return held.find(({ position }) => isolatedLeft(position, step, venue).lte(0))?.side
  if (held.length === 0) return undefined
  const account = accountWith(record, step, venue)
  const left = account?.crossWallet.plus(account.crossPnl).minus(account.crossMaintenance)
  if (left === undefined || left.gt(0)) return undefined
  const pnlOf = ({ position }: NamedPosition) => pnlAt(position, step.mark)
  return held.reduce((worst, each) => (pnlOf(each).lt(pnlOf(worst)) ? each : worst)).side
}

/** An isolated position's margin above its maintenance margin. */
const isolatedLeft = (position: PositionRecord, { mark }: PriceStep, { rules }: Venue): Dec =>
  dec(position.isolatedWallet)
    .plus(pnlAt(position, mark))
    .minus(maintenanceMargin(rules, dec(position.quantity).times(mark).abs()))

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

function closeByForce(
  record: SymbolRecord,
  positionSide: PositionSide,
  step: PriceStep,
  venue: Venue,
): SymbolRecord {
  const position = positionOf(record, positionSide)
  const held = dec(position.quantity)
  const equity = equityBehind(record, positionSide, step, venue)
  const bankruptcy = bankruptcyPrice(position, equity, venue)
  const price = forcedPrice(record, held, bankruptcy, step, venue)
  const numbered = nextId(record, 'order')
  const order: OrderRecord = {
    orderId: numbered.id,
    clientOrderId: `${LIQUIDATION_PREFIX}${step.time}${numbered.id}`,
    symbol: record.symbol,
    side: held.isPositive() ? 'SELL' : 'BUY',
    ...ofPosition(positionSide),
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
  // The clearance fee replaces the commission of a liquidation.
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
  return charged.gt(0)
    ? noteIncome(ended, positionSide, 'INSURANCE_CLEAR', charged.negated(), step.time)
    : ended
}

/** The loss that this position can take before it is bankrupt, without its own unrealised PnL. */
function equityBehind(record: SymbolRecord, positionSide: PositionSide, step: PriceStep, venue: Venue): Dec {
  const position = positionOf(record, positionSide)
  if (record.marginType === 'isolated') return dec(position.isolatedWallet)
  const account = accountWith(record, step, venue)
  return account === undefined
    ? dec(0)
    : account.crossWallet.plus(account.crossPnl).minus(pnlAt(position, step.mark))
}

function bankruptcyPrice({ quantity, entryPrice }: PositionRecord, equity: Dec, { rules }: Venue): Dec {
  const price = dec(entryPrice).minus(equity.div(quantity))
  const rounded = toMultiple(price, rules.tickSize, dec(quantity).isPositive() ? 'up' : 'down')
  return rounded.lt(rules.tickSize) ? rules.tickSize : rounded
}

function forcedPrice(record: SymbolRecord, held: Dec, bankruptcy: Dec, step: PriceStep, venue: Venue): Dec {
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
