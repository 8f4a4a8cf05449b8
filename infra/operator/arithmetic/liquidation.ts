import { type Dec, dec } from '#domain/decimal.ts'
import type { LeverageBracket } from '#domain/rules.ts'

/**
 * How far the mark may fall below the entry of an isolated long before it is liquidated, as a share of the
 * entry price: there margin + PnL = notional at that price × ratio − cumulative, as Binance reckons. Without
 * fees. `notional` at the entry, in quote asset.
 */
export function longLiquidation(leverage: number, notional: Dec, brackets: readonly LeverageBracket[]): Dec {
  const bracket = brackets.find(step => notional.lte(step.notionalCap)) ?? brackets.at(-1)
  if (!bracket) throw new Error('The liquidation price needs at least one leverage bracket; got none')
  const owed = dec(1).minus(dec(1).div(leverage)).minus(dec(bracket.cumulative).div(notional))
  return dec(1).minus(owed.div(dec(1).minus(bracket.maintenanceMarginRatio)))
}
