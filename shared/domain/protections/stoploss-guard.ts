import { type DecimalString, dec } from '../decimal.ts'
import type { ClosedTrade } from './closed-trade.ts'
import type { Finding, LookingBack } from './rule.ts'

/** freqtrade's StoplossGuard: a number of stops within the look-back locks all symbols, or only their own. */
export type StoplossGuard = LookingBack & {
  readonly method: 'StoplossGuard'
  /** Stops with less profit than this count, as a share of the margin. */
  readonly requiredProfit: DecimalString
  readonly onlyPerPair: boolean
  readonly onlyPerSide: boolean
}

/** `past`: the trades of the look-back, including the one that closes. */
export function afterStops(
  { lookbackPeriod, tradeLimit, requiredProfit, onlyPerPair, onlyPerSide }: StoplossGuard,
  closing: ClosedTrade,
  past: readonly ClosedTrade[],
): Finding | undefined {
  const counts = ({ stopped, profit, symbol, side }: ClosedTrade) =>
    stopped === true &&
    dec(profit).lt(requiredProfit) &&
    (!onlyPerPair || symbol === closing.symbol) &&
    (!onlyPerSide || side === closing.side)
  const trades = past.filter(counts)
  if (!counts(closing) || trades.length < tradeLimit) return undefined
  return {
    why: `${trades.length === 1 ? '1 stop' : `${trades.length} stops`} within ${lookbackPeriod} minutes, and ${tradeLimit} is the limit`,
    trades,
    ...(onlyPerPair && { symbol: closing.symbol }),
    ...(onlyPerSide && { side: closing.side }),
  }
}
