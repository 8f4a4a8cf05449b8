import { type Dec, type DecimalString, dec, toMultiple } from './decimal.ts'
import { leastQuantity, stepOf } from './margin.ts'
import type { SymbolRules } from './rules.ts'

/** What the size of an order that reduces a position depends on. */
export type SizeRules = Pick<
  SymbolRules,
  'stepSize' | 'minQuantity' | 'maxQuantity' | 'marketStepSize' | 'marketMinQuantity' | 'marketMaxQuantity'
>

/**
 * The part of `wanted` that one market order sells: whole steps up to the market's maximum. A smaller quantity is
 * rounded up: the order is reduce-only, so it sells no more than is open.
 */
export function exitQuantity(wanted: Dec, rules: SizeRules): Dec {
  const whole = toMultiple(wanted, stepOf(rules), 'down')
  return whole.gt(0) && whole.gte(leastQuantity(rules))
    ? capped(whole, rules)
    : coveringQuantity(wanted, rules)
}

/** The quantity of a market order or stop that leaves nothing of `open`, within the market's maximum. */
export function coveringQuantity(open: Dec, rules: SizeRules): Dec {
  const least = leastQuantity(rules)
  return capped(toMultiple(open.gt(least) ? open : least, stepOf(rules), 'up'), rules)
}

/** The quantity to sell for `wanted` out of `open`: if all is wanted, nothing may remain. */
export const partQuantity = (wanted: Dec, open: Dec, rules: SizeRules): Dec =>
  wanted.gte(open) ? coveringQuantity(open, rules) : exitQuantity(wanted, rules)

/** The part of `quantity` that a limit order may sell: never more than is open; zero if no order can be placed. */
export function backupSize(quantity: DecimalString, rules: SizeRules): Dec {
  const most = dec(quantity).gt(rules.maxQuantity) ? dec(rules.maxQuantity) : dec(quantity)
  const whole = toMultiple(most, stepOf(rules), 'down')
  return whole.lt(rules.minQuantity) ? dec(0) : whole
}

/** A guess at rules with a coarser step: the exchange removes whole digits. */
export function coarserSizes<R extends SizeRules>(rules: R): R {
  const step = stepOf(rules).times(10).toFixed()
  return { ...rules, stepSize: step, marketStepSize: step }
}

/** A guess at rules with a smaller maximum than `refused`. */
export const smallerSizes = <R extends SizeRules>(rules: R, refused: Dec): R => ({
  ...rules,
  marketMaxQuantity: refused.div(2).toFixed(),
})

/** The most that one market order accepts. */
export const mostAtMarket = (rules: SizeRules): Dec =>
  toMultiple(dec(rules.marketMaxQuantity), stepOf(rules), 'down')

function capped(quantity: Dec, rules: SizeRules): Dec {
  const most = mostAtMarket(rules)
  return quantity.gt(most) ? most : quantity
}
