import type { Market } from '../market/market.ts'

/**
 * How long waiting is to look in all, where no speed is said: on two cores some seconds of computing come on top of it,
 * so that a play of the sample is seen for about 35 s.
 */
const usualMs = 28_000
/** A short recording is not drawn out for it; and on a page one wants to look at what happens while it does. */
export const leastSpeed = 60

/** Of what ends and begins so, in market milliseconds. */
export const usualSpeed = ({
  market,
  startAt,
}: {
  readonly market: Pick<Market, 'to'>
  readonly startAt: number
}): number => Math.max(leastSpeed, Math.ceil((market.to - startAt) / usualMs))
