import { Dec, type DecimalString, dec } from '../decimal.ts'
import type { ClosedTrade } from './closed-trade.ts'
import type { Finding, LookingBack } from './rule.ts'

/** freqtrade's MaxDrawdown, by ratios: the profits of all trades added up fall too far from their highest. */
export type MaxDrawdown = LookingBack & {
  readonly method: 'MaxDrawdown'
  /** In shares of the margin of one trade: 0.2 is 20 %. */
  readonly maxAllowedDrawdown: DecimalString
}

/** `past` are the trades of the look-back in order of their closing, the one that closes among them. */
export function afterDrawdown(
  { lookbackPeriod, tradeLimit, maxAllowedDrawdown }: MaxDrawdown,
  _closing: ClosedTrade,
  past: readonly ClosedTrade[],
): Finding | undefined {
  if (past.length < tradeLimit) return undefined
  const drawdown = deepestFall(past)
  if (drawdown.lte(maxAllowedDrawdown)) return undefined
  return {
    why: `a drawdown of ${drawdown} over ${past.length} trades within ${lookbackPeriod} minutes, and ${maxAllowedDrawdown} is allowed`,
    trades: past,
  }
}

/** How far the sum of the profits fell at most from its highest until then; it begins at zero. */
function deepestFall(trades: readonly ClosedTrade[]): Dec {
  let [total, highest, deepest] = [dec(0), dec(0), dec(0)]
  for (const { profit } of trades) {
    total = total.plus(profit)
    highest = Dec.max(highest, total)
    deepest = Dec.max(deepest, highest.minus(total))
  }
  return deepest
}
