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
  /** The position's own orders in the open algo book. */
  readonly orders: readonly LiveOrder[]
  /** What the latest signal says about the position. */
  readonly sentiment?: Sentiment
  /** Stops that the exchange refused since the look began: they are retried at the next look only. */
  readonly refused?: readonly StopOrder[]
  /** Client ids of take-profits that this look asked for in vain. */
  readonly sought?: readonly string[]
  /** Improvements that would have broken an invariant: they are retried at the next look only. */
  readonly withheld?: readonly ImprovingMove[]
}

/** A look that could not see the orders. It decides about danger alone. */
export interface BlindLook extends Omit<Look, 'orders'> {
  readonly orders: 'unknown'
}

/** The moves that improve a protected position: if one is refused, the position stays protected. */
export type ImprovingMove = 'raise-stop' | 'reach-tier' | 'resize' | 'offer' | 'bank'

export type StopOrder = 'primary' | 'backup' | 'bridge'

/** Live stops that sell at market, whatever their purpose. */
export const marketStops = (look: Pick<Look, 'orders'>): readonly LiveOrder[] =>
  look.orders.filter(order => order.type === 'STOP_MARKET')

/** Whether one of them leaves nothing open: a bridge covers at most one market order. */
export const isCovered = ({ orders }: Pick<Look, 'orders'>, open: DecimalString): boolean =>
  marketStops({ orders }).some(stop => stop.closePosition || dec(stop.quantity).gte(open))

/** Whether a market stop stands at the recorded level or beyond it. */
export const isHeld = ({ side, protection }: Position, look: Pick<Look, 'orders'>): boolean =>
  marketStops(look).some(stop => !isTighter(side, dec(protection.level), dec(stop.triggerPrice)))
