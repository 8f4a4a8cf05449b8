import { Dec, type DecimalString, dec } from '../decimal.ts'
import type { ClosedTrade } from './closed-trade.ts'
import type { Finding, LookingBack } from './rule.ts'

/** freqtrade's MaxDrawdown, by ratios: the sum of all trades' profits falls too far below its highest point. */
export type MaxDrawdown = LookingBack & {
  readonly method: 'MaxDrawdown'
  /** In shares of the margin of one trade: 0.2 is 20 %. */
  readonly maxAllowedDrawdown: DecimalString
}

/** `past`: the trades of the look-back in order of their closing, including the one that closes. */
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

/** The deepest fall of the sum of profits below its highest point so far, from zero on. */
function deepestFall(trades: readonly ClosedTrade[]): Dec {
  let [total, highest, deepest] = [dec(0), dec(0), dec(0)]
  for (const { profit } of trades) {
    total = total.plus(profit)
    highest = Dec.max(highest, total)
    deepest = Dec.max(deepest, highest.minus(total))
  }
  return deepest
}
