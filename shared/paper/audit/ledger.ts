import { type Dec, sum } from '#domain/decimal.ts'
import type { Side } from '#domain/side.ts'
import { LIQUIDATION_PREFIX } from '../core/liquidation.ts'
import type { VenueLedger } from './books.ts'
import { protectionOf } from './cover.ts'
import { lengthOf } from './intervals.ts'
import { type OrderLeft, ordersLeft } from './left.ts'
import { isOf, type Leg, type Life, splitIntoLives } from './lives.ts'
import { type Loosened, loosenedSpans } from './loosened.ts'
import { type NakedMs, type NakedSpan, nakedSpans, splitNaked } from './naked.ts'
import { stretchesOf } from './stretches.ts'

export type { VenueLedger } from './books.ts'
export { entriesByPrefix } from './entries.ts'

/** One position from zero to zero, as the venue saw it. Prices are volume-weighted; amounts are decimal. */
export interface PositionLifetime {
  readonly symbol: string
  /** Hedge mode only. */
  readonly positionSide: Life['positionSide']
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
  /** Funding and liquidation clearance; negative when paid. */
  readonly otherIncome: Dec
  /** The funding part of it. */
  readonly funding: Dec
  readonly netPnl: Dec
  readonly liquidated: boolean
  /** Whether it began in the very trade that ended the previous position. */
  readonly turned: boolean
  /** The times when quantity was held with neither a live stop nor an exit in flight. */
  readonly naked: readonly NakedSpan[]
  /** The total of these times. */
  readonly nakedMs: number
  readonly nakedBy: NakedMs
  /** The times when its best live stop was worse than an earlier one. */
  readonly loosened: readonly Loosened[]
  /** Orders that stood in the books after the position was gone. */
  readonly ordersLeft: readonly OrderLeft[]
}

/**
 * Every position of the symbol, oldest first, in venue time, by the venue's books alone. The books must reach back to
 * the first position's first stop.
 */
export function positionLifetimes(ledger: VenueLedger): readonly PositionLifetime[] {
  const lives = splitIntoLives(ledger.trades)
  const left = ordersLeft(ledger, lives)
  return lives.map(life => describeLife(ledger, life, left.get(life) ?? []))
}

function describeLife(ledger: VenueLedger, life: Life, left: readonly OrderLeft[]): PositionLifetime {
  const { legs, openedAt, closedAt } = life
  const entries = legs.filter(leg => leg.entry)
  const exits = legs.filter(leg => !leg.entry)
  const income = ledger.income.filter(
    each => isOf(life, each) && each.time >= openedAt && each.time <= (closedAt ?? ledger.until),
  )
  const protection = protectionOf(ledger, life)
  const stretches = stretchesOf(life, protection, ledger.until)
  const naked = nakedSpans(stretches, protection)
  const realizedPnl = sum(exits.map(leg => leg.trade.realizedPnl))
  const fees = sum(legs.map(leg => leg.fee))
  const otherIncome = sum(income.map(each => each.income))
  return {
    symbol: ledger.symbol,
    positionSide: life.positionSide,
    side: life.side,
    openedAt,
    closedAt,
    entryPrice: averageOf(entries),
    exitPrice: exits.length === 0 ? undefined : averageOf(exits),
    entryQuantity: sum(entries.map(leg => leg.quantity)),
    exitQuantity: sum(exits.map(leg => leg.quantity)),
    realizedPnl,
    fees,
    otherIncome,
    funding: sum(income.filter(each => each.incomeType === 'FUNDING_FEE').map(each => each.income)),
    netPnl: realizedPnl.minus(fees).plus(otherIncome),
    liquidated: exits.some(leg => isForced(ledger, leg.trade.orderId)),
    turned: life.turned,
    naked,
    nakedMs: lengthOf(naked),
    nakedBy: splitNaked(naked),
    loosened: loosenedSpans(life.side, stretches),
    ordersLeft: left,
  }
}

const averageOf = (legs: readonly Leg[]): Dec =>
  sum(legs.map(leg => leg.quantity.times(leg.trade.price))).div(sum(legs.map(leg => leg.quantity)))

const isForced = (ledger: VenueLedger, orderId: number): boolean =>
  ledger.orders.some(order => order.orderId === orderId && order.clientOrderId.startsWith(LIQUIDATION_PREFIX))
