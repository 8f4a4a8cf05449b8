import type { Market } from '../market/market.ts'

/**
 * Target for the total waiting, if no speed is given. On two cores, some seconds of computing come on top, so that a
 * run of the sample lasts about 35 s.
 */
const usualMs = 28_000
/** A short recording is not stretched to fill that time; with a page, the operator wants to follow along. */
export const leastSpeed = 60

/** Of what ends and begins so, in market milliseconds. */
export const usualSpeed = ({
  market,
  startAt,
}: {
  readonly market: Pick<Market, 'to'>
  readonly startAt: number
}): number => Math.max(leastSpeed, Math.ceil((market.to - startAt) / usualMs))
