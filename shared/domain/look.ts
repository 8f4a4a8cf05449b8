import { type DecimalString, dec } from './decimal.ts'
import type { Priced } from './mark.ts'
import type { Position } from './position.ts'
import type { Sentiment } from './sentiment.ts'
import { isTighter } from './side.ts'

/** An order of the position in the algo book. `seen`: read there, not merely acknowledged. */
export interface LiveOrder {
  readonly clientId: string
  readonly type: string
  readonly triggerPrice: DecimalString
  readonly quantity: DecimalString
  readonly closePosition: boolean
  readonly seen: boolean
}

/** What one look at a position found. */
export interface Look extends Priced {
  /** Open on the exchange, in base asset; "0" when flat. */
  readonly quantity: DecimalString
  /** Own orders of this position in the open algo book. */
  readonly orders: readonly LiveOrder[]
  /** What the latest signal says of the position. */
  readonly sentiment?: Sentiment
  /** Stops that the exchange refused since the look began: they are not tried again before the next. */
  readonly refused?: readonly StopOrder[]
  /** Client ids of take-profits that were asked for in vain in this look. */
  readonly sought?: readonly string[]
  /** Improvements that would have broken an invariant: they are not tried again before the next look. */
  readonly withheld?: readonly ImprovingMove[]
}

/** A look that could not see the orders. Only danger is decided by it. */
export interface BlindLook extends Omit<Look, 'orders'> {
  readonly orders: 'unknown'
}

/** The moves that make a position better than it stands: one of them may be refused, and the position stands on. */
export type ImprovingMove = 'raise-stop' | 'reach-tier' | 'resize' | 'offer' | 'bank'

export type StopOrder = 'primary' | 'backup' | 'bridge'

/** Live stops that sell at market, whatever they were placed for. */
export const marketStops = (look: Pick<Look, 'orders'>): readonly LiveOrder[] =>
  look.orders.filter(order => order.type === 'STOP_MARKET')

/** Whether one of them leaves nothing open: a bridge covers no more than the most of one market order. */
export const isCovered = ({ orders }: Pick<Look, 'orders'>, open: DecimalString): boolean =>
  marketStops({ orders }).some(stop => stop.closePosition || dec(stop.quantity).gte(open))

/** Whether a market stop stands at the recorded level or beyond it. */
export const isHeld = ({ side, protection }: Position, look: Pick<Look, 'orders'>): boolean =>
  marketStops(look).some(stop => !isTighter(side, dec(protection.level), dec(stop.triggerPrice)))
