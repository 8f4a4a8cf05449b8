import { Dec, type DecimalString, dec, toMultiple } from './decimal.ts'
import {
  effectiveLeverage,
  leastQuantity,
  liquidationDistance,
  marginOf,
  priceDistance,
  quantityFor,
} from './margin.ts'
import type { PositionSettings } from './position.ts'
import type { LeverageBracket, SymbolRules } from './rules.ts'
import { type Side, sign } from './side.ts'
import { firstStopLevel } from './stop-level.ts'

/** All that an entry is decided from; prices and money in quote asset. */
export interface EntryBasis {
  readonly side: Side
  readonly requestedLeverage: number
  /** The account's own cap on the symbol, when the exchange named one. */
  readonly leverageCap?: number
  readonly settings: PositionSettings
  readonly rules: SymbolRules
  readonly brackets: readonly LeverageBracket[]
  readonly quote: Readonly<Record<'bid' | 'ask' | 'last' | 'mark', DecimalString>>
  readonly freeBalance: DecimalString
  readonly limits: { readonly marginFraction: DecimalString; readonly maxMarginPerTrade: DecimalString }
  readonly minStopTicks: number
  readonly minStopSpreads: DecimalString
}

export interface EntryPlan {
  readonly planned: true
  readonly leverage: number
  /** What the quantity binds: at most the budget. */
  readonly margin: DecimalString
  readonly quantity: DecimalString
  readonly touchPrice: DecimalString
  readonly limitPrice: DecimalString
  readonly stopLevel: DecimalString
  /** What the position may lose at worst: the emergency level and a taker round trip. */
  readonly worstLoss: DecimalString
}

export interface EntryRefusal {
  readonly planned: false
  readonly reason: 'stop-too-tight' | 'refused'
  readonly detail: string
}

/** Sizes an entry and places its first stop, or says why it cannot stand. */
export function planEntry(basis: EntryBasis): EntryPlan | EntryRefusal {
  const { side, settings, rules, quote } = basis
  const margin = marginOf(basis.freeBalance, basis.limits)
  const requested = Math.min(basis.requestedLeverage, basis.leverageCap ?? basis.requestedLeverage)
  const leverage = effectiveLeverage(requested, margin, basis.brackets)
  if (leverage === undefined || margin.lte(0))
    return refused(`a margin of ${margin.toFixed(2)} fits no leverage`)

  const touch = dec(side === 'long' ? quote.ask : quote.bid)
  const quantity = quantityFor(margin.times(leverage), touch, rules)
  const notional = quantity.times(touch)
  if (quantity.lt(leastQuantity(rules)) || notional.lt(rules.minNotional)) {
    return refused(
      `${quantity.toFixed()} ${rules.symbol} (${notional.toFixed(2)} notional) is below the symbol's least order: ${leastQuantity(rules).toFixed()} and ${rules.minNotional} notional`,
    )
  }

  const distance = priceDistance(touch, dec(settings.stopLossPct), leverage)
  const liquidation = liquidationDistance(leverage, notional, basis.brackets).times(touch)
  if (distance.times(2).gt(liquidation)) {
    return refused(
      `the stop's distance of ${distance.toFixed(8)} is more than half the liquidation distance of ${liquidation.toFixed(8)} at ${leverage}x`,
    )
  }
  const least = leastStopDistance(basis)
  if (distance.lt(least)) {
    return {
      planned: false,
      reason: 'stop-too-tight',
      detail: `the stop's distance is ${distance.toFixed(8)}; it needs ${least.toFixed(8)}`,
    }
  }
  const bound = notional.div(leverage).toDecimalPlaces(8, Dec.ROUND_UP)
  const worst = bound.times(settings.emergencyPct).plus(notional.times(settings.takerFee).times(2))
  return {
    planned: true,
    leverage,
    margin: bound.toFixed(8),
    quantity: quantity.toFixed(),
    touchPrice: touch.toFixed(),
    limitPrice: limitThrough(side, touch, distance.div(4), dec(rules.tickSize)).toFixed(),
    stopLevel: firstStopLevel(
      side,
      touch,
      dec(settings.stopLossPct),
      leverage,
      dec(rules.tickSize),
    ).toFixed(),
    worstLoss: worst.toFixed(8),
  }
}

/** A stop nearer than this is hit by the spread or by the mark's own distance from the last price. */
function leastStopDistance({ quote, rules, minStopTicks, minStopSpreads }: EntryBasis): Dec {
  const ticks = dec(rules.tickSize).times(minStopTicks)
  const noise = dec(quote.ask).minus(quote.bid).plus(dec(quote.last).minus(quote.mark).abs())
  const spreads = noise.times(minStopSpreads)
  return ticks.gt(spreads) ? ticks : spreads
}

/** Through the touch by at most `slack`, on the tick. */
function limitThrough(side: Side, touch: Dec, slack: Dec, tickSize: Dec): Dec {
  const limit = touch.plus(slack.times(sign(side)))
  return toMultiple(limit, tickSize, side === 'long' ? 'down' : 'up')
}

const refused = (detail: string): EntryRefusal => ({ planned: false, reason: 'refused', detail })
