import { type DecimalString, dec, sum } from '../decimal.ts'
import type { ClosedTrade } from './closed-trade.ts'
import type { Finding, LookingBack } from './rule.ts'

/** freqtrade's LowProfitPairs: a symbol whose trades made too little is locked. */
export type LowProfitPairs = LookingBack & {
  readonly method: 'LowProfitPairs'
  /** The total profit that the symbol's trades must make, in shares of the margin of one trade. */
  readonly requiredProfit: DecimalString
  readonly onlyPerSide: boolean
}

/**
 * `past`: the trades of the look-back, including the one that closes. As in freqtrade, the limit counts the trades of
 * both sides, while with `onlyPerSide` the profit counts one side.
 */
export function afterLowProfit(
  { lookbackPeriod, tradeLimit, requiredProfit, onlyPerSide }: LowProfitPairs,
  closing: ClosedTrade,
  past: readonly ClosedTrade[],
): Finding | undefined {
  const ofSymbol = past.filter(({ symbol }) => symbol === closing.symbol)
  if (ofSymbol.length < tradeLimit) return undefined
  const trades = ofSymbol.filter(({ side }) => !onlyPerSide || side === closing.side)
  const profit = sum(trades.map(trade => trade.profit))
  if (profit.gte(dec(requiredProfit))) return undefined
  return {
    why: `${closing.symbol} made ${profit} within ${lookbackPeriod} minutes, and ${requiredProfit} is required`,
    trades,
    symbol: closing.symbol,
    ...(onlyPerSide && { side: closing.side }),
  }
}
