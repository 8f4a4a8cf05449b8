import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { Trade } from '#ports/exchange.ts'

/** Fees of these trades in the margin asset; fees paid in another asset (BNB) count at the taker rate. */
export function feesPaid(trades: readonly Trade[], { rules, settings }: Position): Dec {
  return sum(
    trades.map(trade =>
      trade.feeAsset === rules.marginAsset
        ? dec(trade.fee)
        : dec(trade.price).times(trade.quantity).times(settings.takerFee),
    ),
  )
}
