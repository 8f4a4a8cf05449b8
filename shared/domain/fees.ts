import { type Dec, dec } from './decimal.ts'
import { type Side, sign } from './side.ts'

/** Binance's taker rate of a new account (VIP 0, fees not paid in BNB), as a share of the notional. */
export const takerFee = '0.0005'

/** Fees of a taker round trip as a share of the margin: at 30x and 0.05 % that is 3 %. */
export const roundTripOfMargin = (leverage: number, taker: Dec): Dec => taker.times(2).times(leverage)

/** What a position has cost so far. */
export interface CostsPaid {
  readonly entryPrice: Dec
  readonly entryQuantity: Dec
  readonly entryFees: Dec
  /** Received; negative when paid. */
  readonly funding: Dec
}

/** The exit price at which fees paid, the exit's own fee and funding net to zero. */
export function breakEvenPrice(side: Side, costs: CostsPaid, taker: Dec): Dec {
  const perUnit = costs.entryFees.minus(costs.funding).div(costs.entryQuantity)
  return costs.entryPrice.plus(perUnit.times(sign(side))).div(dec(1).minus(taker.times(sign(side))))
}
