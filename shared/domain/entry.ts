import { Dec, dec, toMultiple } from './decimal.ts'
import { refuseBounds } from './entry-bounds.ts'
import type { EntryBasis, EntryPlan, EntryRefusal } from './entry-plan.ts'
import { effectiveLeverage, leastQuantity, marginOf, orderable, priceDistance } from './margin.ts'
import { measuredFrom } from './measured.ts'
import { type Side, sign } from './side.ts'
import { wantedQuantity } from './size.ts'
import { firstStopLevel } from './stop-level.ts'

/** Sizes an entry and places its first stop, or says why the stop cannot stand. */
export function planEntry(basis: EntryBasis): EntryPlan | EntryRefusal {
  const { side, rules, quote } = basis
  const margin = marginOf(basis.freeBalance, basis.limits)
  const requested = Math.min(basis.requestedLeverage, basis.leverageCap ?? basis.requestedLeverage)
  const leverage = effectiveLeverage(requested, margin, basis.brackets)
  if (leverage === undefined || margin.lte(0))
    return refused(`a margin of ${margin.toFixed(2)} fits no leverage`)

  const touch = dec(side === 'long' ? quote.ask : quote.bid)
  const most = margin.times(leverage).div(touch)
  const wanted = wantedQuantity(basis.size, { freeBalance: basis.freeBalance, leverage, touch })
  const isCapped = wanted?.gt(most) === true
  const quantity = orderable(wanted === undefined || isCapped ? most : wanted, rules)
  const notional = quantity.times(touch)
  if (quantity.lt(leastQuantity(rules)) || notional.lt(rules.minNotional)) {
    return refused(
      `${quantity.toFixed()} ${rules.symbol} (${notional.toFixed(2)} notional) is below the symbol's least order: ${leastQuantity(rules).toFixed()} and ${rules.minNotional} notional`,
    )
  }

  const settings = measuredFrom(basis.settings, touch, leverage)
  const unbounded = refuseBounds(basis, { touch, leverage, notional, settings })
  if (unbounded) return unbounded
  const distance = priceDistance(touch, dec(settings.stopLossPct), leverage)
  const limit = limitThrough(side, touch, distance.div(4), dec(rules.tickSize))
  return {
    planned: true,
    leverage,
    margin: notional.div(leverage).toDecimalPlaces(8, Dec.ROUND_UP).toFixed(8),
    quantity: quantity.toFixed(),
    touchPrice: touch.toFixed(),
    limitPrice: limit.toFixed(),
    stopLevel: firstStopLevel(
      side,
      touch,
      dec(settings.stopLossPct),
      leverage,
      dec(rules.tickSize),
    ).toFixed(),
    worstLoss: worstLoss(basis, { touch, limit, quantity, leverage }).toFixed(8),
    ...(isCapped && { capped: true }),
  }
}

/** A stop given as a price is farther from a worse fill; the worst fill is at the limit. */
function worstLoss(
  { settings }: EntryBasis,
  at: { readonly touch: Dec; readonly limit: Dec; readonly quantity: Dec; readonly leverage: number },
): Dec {
  const filledAt = settings.stopPrice === undefined ? at.touch : at.limit
  const notional = at.quantity.times(filledAt)
  const margin = notional.div(at.leverage).toDecimalPlaces(8, Dec.ROUND_UP)
  const { emergencyPct, takerFee } = measuredFrom(settings, filledAt, at.leverage)
  return margin.times(emergencyPct).plus(notional.times(takerFee).times(2))
}

/** Through the touch by at most `slack`, on the tick. */
function limitThrough(side: Side, touch: Dec, slack: Dec, tickSize: Dec): Dec {
  const limit = touch.plus(slack.times(sign(side)))
  return toMultiple(limit, tickSize, side === 'long' ? 'down' : 'up')
}

const refused = (detail: string): EntryRefusal => ({ planned: false, reason: 'refused', detail })
