import { type Dec, dec } from './decimal.ts'
import type { EntryBasis, EntryRefusal } from './entry-plan.ts'
import { liquidationDistance, priceDistance } from './margin.ts'
import type { PositionSettings } from './position.ts'
import { isCrossed, sign } from './side.ts'

/** A sized entry, and its settings measured from the touch at planning. */
interface Sized {
  readonly touch: Dec
  readonly leverage: number
  readonly notional: Dec
  readonly settings: PositionSettings
}

/** No stop may lose more of the margin than this. */
const widestStop = '0.5'

/** Why stop, take-profits or trail cannot stand where the signal wants them; undefined if they can. */
export function refuseBounds(basis: EntryBasis, sized: Sized): EntryRefusal | undefined {
  return wrongSide(basis, sized) ?? tooWide(basis, sized) ?? tooTight(basis, sized)
}

/** A price that touch or mark have already reached would trigger at once. */
function wrongSide({ side, quote }: EntryBasis, { touch, settings }: Sized): EntryRefusal | undefined {
  const { stopPrice, takeProfits: [first] = [] } = settings
  const seen = [touch, dec(quote.mark)]
  const market = `the touch of ${touch.toFixed()} and the mark of ${quote.mark}`
  const [losing, winning] = side === 'long' ? ['below', 'above'] : ['above', 'below']
  if (stopPrice !== undefined && seen.some(price => isCrossed(side, dec(stopPrice), price)))
    return refused('wrong-side', `stopPrice: expected a price ${losing} ${market}, got ${stopPrice}`)
  if (first && seen.some(price => price.minus(first.price).times(sign(side)).gte(0)))
    return refused('wrong-side', `takeProfits: expected prices ${winning} ${market}, got ${first.price}`)
  return undefined
}

function tooWide(
  basis: EntryBasis,
  { touch, leverage, notional, settings }: Sized,
): EntryRefusal | undefined {
  const { stopPrice, stopLossPct } = settings
  const isPrice = stopPrice !== undefined
  if (isPrice && dec(stopLossPct).gt(widestStop))
    return refused(
      'stop-too-wide',
      `stopPrice: ${stopPrice} is ${stopLossPct} of the margin away; at most ${widestStop}`,
    )
  const distance = priceDistance(touch, dec(stopLossPct), leverage)
  const liquidation = liquidationDistance(leverage, notional, basis.brackets).times(touch)
  if (distance.times(2).lte(liquidation)) return undefined
  return refused(
    isPrice ? 'stop-too-wide' : 'refused',
    `the stop's distance of ${distance.toFixed(8)} is more than half the liquidation distance of ${liquidation.toFixed(8)} at ${leverage}x`,
  )
}

function tooTight(basis: EntryBasis, { touch, leverage, settings }: Sized): EntryRefusal | undefined {
  const { stopLossPct, takeProfits: [first] = [], trailPct } = settings
  const least = leastStopDistance(basis)
  const distance = priceDistance(touch, dec(stopLossPct), leverage)
  if (distance.lt(least))
    return refused(
      'stop-too-tight',
      `the stop's distance is ${distance.toFixed(8)}; it needs ${least.toFixed(8)}: lower the leverage or widen the stop`,
    )
  const offered = first && dec(first.price).minus(touch).abs()
  if (offered?.lt(least))
    return refused(
      'take-profit-too-tight',
      `the first take-profit's distance is ${offered.toFixed(8)}; it needs ${least.toFixed(8)}: lower the leverage or set it further away`,
    )
  const trail = trailPct === undefined ? undefined : priceDistance(touch, dec(trailPct), leverage)
  if (trail?.lt(least))
    return refused(
      'trail-too-tight',
      `the trailing stop's distance is ${trail.toFixed(8)}; it needs ${least.toFixed(8)}: lower the leverage or widen it`,
    )
  return undefined
}

/** A nearer stop is hit by the spread, or by the distance between mark and last price. */
function leastStopDistance({ quote, rules, minStopTicks, minStopSpreads }: EntryBasis): Dec {
  const ticks = dec(rules.tickSize).times(minStopTicks)
  const noise = dec(quote.ask).minus(quote.bid).plus(dec(quote.last).minus(quote.mark).abs())
  const spreads = noise.times(minStopSpreads)
  return ticks.gt(spreads) ? ticks : spreads
}

const refused = (reason: EntryRefusal['reason'], detail: string): EntryRefusal => ({
  planned: false,
  reason,
  detail,
})
