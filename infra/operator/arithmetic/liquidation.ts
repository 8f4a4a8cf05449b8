import { type Dec, dec } from '#domain/decimal.ts'
import type { LeverageBracket } from '#domain/rules.ts'

/**
 * How far the mark may fall below an isolated long's entry before liquidation, as a share of the entry price. By
 * Binance's formula, without fees: margin + PnL = notional at that price × ratio − cumulative. `notional` is at the
 * entry, in quote asset.
 */
export function longLiquidation(leverage: number, notional: Dec, brackets: readonly LeverageBracket[]): Dec {
  const bracket = brackets.find(step => notional.lte(step.notionalCap)) ?? brackets.at(-1)
  if (!bracket) throw new Error('The liquidation price needs at least one leverage bracket; got none')
  const owed = dec(1).minus(dec(1).div(leverage)).minus(dec(bracket.cumulative).div(notional))
  return dec(1).minus(owed.div(dec(1).minus(bracket.maintenanceMarginRatio)))
}
