import { type Dec, type DecimalString, dec, toMultiple } from './decimal.ts'
import type { LeverageBracket, SymbolRules } from './rules.ts'
import { type Side, sign } from './side.ts'

/** Unrealised PnL at `mark` as a share of the margin: 0.05 is 5 %. Partial closes do not change it. */
export function marginPnl(side: Side, entry: Dec, mark: Dec, leverage: number): Dec {
  return mark.minus(entry).times(sign(side)).times(leverage).div(entry)
}

/** The price at which the margin PnL is `pct`. */
export function priceAt(side: Side, entry: Dec, pct: Dec, leverage: number): Dec {
  return entry.plus(priceDistance(entry, pct, leverage).times(sign(side)))
}

/** The price distance that equals `pct` of the margin. */
export const priceDistance = (entry: Dec, pct: Dec, leverage: number): Dec => entry.times(pct).div(leverage)

/**
 * The highest leverage not above `requested` at which `margin × leverage` still fits the notional that the
 * exchange allows at that leverage; undefined when even 1x does not fit.
 */
export function effectiveLeverage(
  requested: number,
  margin: Dec,
  brackets: readonly LeverageBracket[],
): number | undefined {
  for (let leverage = requested; leverage >= 1; leverage--) {
    const allowing = brackets.filter(bracket => bracket.initialLeverage >= leverage)
    if (allowing.some(bracket => margin.times(leverage).lte(bracket.notionalCap))) return leverage
  }
  return undefined
}

/** The margin of one trade: its share of the free balance, capped. */
export function marginOf(
  freeBalance: DecimalString,
  limits: { readonly marginFraction: DecimalString; readonly maxMarginPerTrade: DecimalString },
): Dec {
  const share = dec(freeBalance).times(limits.marginFraction)
  return share.gt(limits.maxMarginPerTrade) ? dec(limits.maxMarginPerTrade) : share
}

/** How far the price may move against an isolated position before liquidation, as a share of the price. */
export function liquidationDistance(
  leverage: number,
  notional: Dec,
  brackets: readonly LeverageBracket[],
): Dec {
  const bracket = brackets.find(step => notional.lte(step.notionalCap)) ?? brackets.at(-1)
  if (!bracket) throw new Error('The liquidation distance needs at least one leverage bracket; got none')
  const maintenance = dec(bracket.maintenanceMarginRatio).minus(dec(bracket.cumulative).div(notional))
  return dec(1).div(leverage).minus(maintenance)
}

/** The part of a quantity that one market order accepts, on the step. */
export function orderable(wanted: Dec, rules: SymbolRules): Dec {
  const step = stepOf(rules)
  const most = [rules.maxQuantity, rules.marketMaxQuantity].map(dec).reduce((a, b) => (a.lt(b) ? a : b))
  const quantity = toMultiple(wanted, step, 'down')
  return quantity.gt(most) ? toMultiple(most, step, 'down') : quantity
}

/** The step that fits both limit and market orders. */
export const stepOf = (rules: Pick<SymbolRules, 'stepSize' | 'marketStepSize'>): Dec =>
  dec(rules.stepSize).gte(rules.marketStepSize) ? dec(rules.stepSize) : dec(rules.marketStepSize)

/** The least quantity for both limit and market orders. */
export const leastQuantity = (rules: Pick<SymbolRules, 'minQuantity' | 'marketMinQuantity'>): Dec =>
  dec(rules.minQuantity).gte(rules.marketMinQuantity) ? dec(rules.minQuantity) : dec(rules.marketMinQuantity)
