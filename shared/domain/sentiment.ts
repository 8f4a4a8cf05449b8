import { type Dec, type DecimalString, dec } from './decimal.ts'
import { type Side, sign } from './side.ts'
import { type Action, type Signal, sideOf } from './signal.ts'

/**
 * What the latest signal says about an open position: by its action, or, if that is not for the other side, by its
 * sentiment.
 */
export type Sentiment = 'agrees' | 'HOLD' | 'opposes' | 'against'

/**
 * What a signal says about an open position; undefined if nothing (a CLOSE acts by itself). `felt`: the signal's own
 * sentiment, from -1 to 1.
 */
export function sentimentOf(side: Side, action: Action, felt?: DecimalString): Sentiment | undefined {
  if (action === 'CLOSE') return undefined
  if (action !== 'HOLD' && sideOf(action) !== side) return 'opposes'
  if (felt !== undefined && inFavour(side, felt).lt(0)) return 'against'
  return action === 'HOLD' ? 'HOLD' : 'agrees'
}

/** A sentiment from a side's view: from -1, all against it, to 1. */
const inFavour = (side: Side, felt: DecimalString): Dec => dec(felt).times(sign(side))

/**
 * Why an entry is rejected whose own sentiment favours it less than the settings require; a signal without one passes.
 */
export function feltAgainst(
  { action, sentiment }: Pick<Signal, 'action' | 'sentiment'>,
  { minSentiment }: { readonly minSentiment?: DecimalString },
): string | undefined {
  if (sentiment === undefined || minSentiment === undefined) return undefined
  if (action !== 'BUY' && action !== 'SELL') return undefined
  if (inFavour(sideOf(action), sentiment).gte(minSentiment)) return undefined
  return `a ${action} with a sentiment of ${sentiment}; QT_MIN_SENTIMENT asks for ${minSentiment} in its favour`
}
