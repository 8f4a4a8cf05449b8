import type { PriceFeed, PriceStep } from '#paper/ports.ts'

export interface Retiming {
  /** Time of the recorded market that is shown at `startAt`. */
  readonly marketStart: number
  readonly startAt: number
  /** Recorded milliseconds that pass in one. */
  readonly speed: number
}

/**
 * A recorded market moved to another time and played faster, so that a venue can run on the wall clock and
 * any client with it: only the prices hurry.
 */
export function retimedFeed(feed: PriceFeed, { marketStart, startAt, speed }: Retiming): PriceFeed {
  const toMarket = (time: number) => marketStart + (time - startAt) * speed
  const shown = (step: PriceStep): PriceStep => ({
    ...step,
    time: Math.ceil(startAt + (step.time - marketStart) / speed),
  })
  return {
    latest: async (symbol, at) => {
      const step = await feed.latest(symbol, toMarket(at))
      return step === undefined ? undefined : shown(step)
    },
    steps: async (symbol, from, to) => (await feed.steps(symbol, toMarket(from), toMarket(to))).map(shown),
  }
}
