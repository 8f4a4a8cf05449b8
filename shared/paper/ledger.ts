import { type Dec, dec, sum } from '#domain/decimal.ts'
import { entrySide, type Side } from '#domain/side.ts'
import { LIQUIDATION_PREFIX } from './core/liquidation.ts'
import { type Interval, lengthOf, subtract } from './intervals.ts'
import type { AlgoOrderRecord, IncomeRecord, OrderRecord, TradeRecord } from './records.ts'

/** One symbol's books: live and closed orders of both kinds, trades and income, each by time, then id. */
export interface VenueLedger {
  readonly symbol: string
  /** Up to when the books are complete; ms. */
  readonly until: number
  readonly orders: readonly OrderRecord[]
  readonly algoOrders: readonly AlgoOrderRecord[]
  readonly trades: readonly TradeRecord[]
  readonly income: readonly IncomeRecord[]
}

/** One position from zero to zero, as the venue saw it. Prices are volume-weighted; amounts are decimal. */
export interface PositionLifetime {
  readonly symbol: string
  readonly side: Side
  readonly openedAt: number
  /** Undefined while the position is open. */
  readonly closedAt: number | undefined
  readonly entryPrice: Dec
  /** Undefined before the first exit. */
  readonly exitPrice: Dec | undefined
  readonly entryQuantity: Dec
  readonly exitQuantity: Dec
  readonly realizedPnl: Dec
  /** Paid, positive. */
  readonly fees: Dec
  /** Funding and liquidation clearance, negative: paid. */
  readonly otherIncome: Dec
  readonly netPnl: Dec
  readonly liquidated: boolean
  /** When quantity was held and no market stop covered it. */
  readonly naked: readonly Interval[]
  readonly nakedMs: number
}

/** A trade's part that belongs to one position, and what was held after it. */
interface Leg {
  readonly trade: TradeRecord
  readonly entry: boolean
  readonly quantity: Dec
  readonly held: Dec
  readonly fee: Dec
}

/**
 * Every position of the symbol, oldest first: the judge of whoever traded on the venue. The books must reach
 * back to the first position's first stop.
 */
export function positionLifetimes(ledger: VenueLedger): readonly PositionLifetime[] {
  return splitIntoLives(ledger.trades).map(legs => describeLife(ledger, legs))
}

/** Times within the position's life at which quantity was held without a covering market stop on the venue. */
export function nakedIntervals(
  ledger: VenueLedger,
  lifetime: Pick<PositionLifetime, 'openedAt'>,
): readonly Interval[] {
  const legs = splitIntoLives(ledger.trades).find(each => each[0]?.trade.time === lifetime.openedAt)
  return legs === undefined ? [] : nakedOf(ledger, legs)
}

function splitIntoLives(trades: readonly TradeRecord[]): readonly (readonly Leg[])[] {
  const lives: Leg[][] = []
  let held = dec(0)
  for (const trade of trades) {
    const signed = trade.side === 'BUY' ? dec(trade.qty) : dec(trade.qty).negated()
    const after = held.plus(signed)
    const feeOf = (quantity: Dec) => quantity.div(trade.qty).times(trade.commission)
    const opposed = !held.isZero() && held.isPositive() !== signed.isPositive()
    const closing = opposed ? smaller(held.abs(), signed.abs()) : dec(0)
    const opening = signed.abs().minus(closing)
    if (closing.gt(0)) {
      const left = opening.gt(0) ? dec(0) : after
      lives.at(-1)?.push({ trade, entry: false, quantity: closing, held: left.abs(), fee: feeOf(closing) })
    }
    if (opening.gt(0)) {
      const fresh = held.isZero() || closing.gt(0)
      if (fresh) lives.push([])
      lives.at(-1)?.push({ trade, entry: true, quantity: opening, held: after.abs(), fee: feeOf(opening) })
    }
    held = after
  }
  return lives
}

function describeLife(ledger: VenueLedger, legs: readonly Leg[]): PositionLifetime {
  const [first] = legs
  if (first === undefined) throw new Error(`Expected a position of ${ledger.symbol} to begin with a trade.`)
  const last = legs.at(-1) ?? first
  const closedAt = last.held.isZero() ? last.trade.time : undefined
  const entries = legs.filter(leg => leg.entry)
  const exits = legs.filter(leg => !leg.entry)
  const income = ledger.income.filter(
    each => each.time >= first.trade.time && each.time <= (closedAt ?? ledger.until),
  )
  const naked = nakedOf(ledger, legs)
  const realizedPnl = sum(exits.map(leg => leg.trade.realizedPnl))
  const fees = sum(legs.map(leg => leg.fee))
  const otherIncome = sum(income.map(each => each.income))
  return {
    symbol: ledger.symbol,
    side: first.trade.side === 'BUY' ? 'long' : 'short',
    openedAt: first.trade.time,
    closedAt,
    entryPrice: averageOf(entries),
    exitPrice: exits.length === 0 ? undefined : averageOf(exits),
    entryQuantity: sum(entries.map(leg => leg.quantity)),
    exitQuantity: sum(exits.map(leg => leg.quantity)),
    realizedPnl,
    fees,
    otherIncome,
    netPnl: realizedPnl.minus(fees).plus(otherIncome),
    liquidated: exits.some(leg => isForced(ledger, leg.trade.orderId)),
    naked,
    nakedMs: lengthOf(naked),
  }
}

const averageOf = (legs: readonly Leg[]): Dec =>
  sum(legs.map(leg => leg.quantity.times(leg.trade.price))).div(sum(legs.map(leg => leg.quantity)))

const isForced = (ledger: VenueLedger, orderId: number): boolean =>
  ledger.orders.some(order => order.orderId === orderId && order.clientOrderId.startsWith(LIQUIDATION_PREFIX))

const smaller = (a: Dec, b: Dec): Dec => (a.lt(b) ? a : b)

/**
 * Quantity held between two trades is covered by a STOP_MARKET on the closing side that closes the position
 * or reduces at least that much, from its acceptance until it is executed or gone: a stop whose trigger was
 * seen is an exit in flight. A closing market order takes effect and fills in one instant, so none is between.
 */
function nakedOf(ledger: VenueLedger, legs: readonly Leg[]): readonly Interval[] {
  const [first] = legs
  if (first === undefined) return []
  const closing = first.trade.side === entrySide('long') ? 'SELL' : 'BUY'
  const stops = ledger.algoOrders.filter(algo => algo.orderType === 'STOP_MARKET' && algo.side === closing)
  return legs.flatMap((leg, index) => {
    if (leg.held.isZero()) return []
    const span = { from: leg.trade.time, to: legs[index + 1]?.trade.time ?? ledger.until }
    const covering = stops.filter(stop => covers(stop, leg.held)).map(stop => livingTime(stop, ledger.until))
    return subtract(span, covering)
  })
}

const covers = (stop: AlgoOrderRecord, held: Dec): boolean =>
  stop.closePosition || (stop.reduceOnly && dec(stop.quantity).gte(held))

const livingTime = (stop: AlgoOrderRecord, until: number): Interval => ({
  from: stop.createTime,
  to: stop.endTime === 0 ? until : stop.endTime,
})
