import type { BarsAsked, PriceFeed, PriceStep } from '#paper/ports.ts'

export interface Retiming {
  /** Time of the recorded market that is shown at `startAt`. */
  readonly marketStart: number
  readonly startAt: number
  /** Recorded milliseconds that pass in one. */
  readonly speed: number
}

/**
 * A recorded market moved to another time and played faster, so that a venue can run on the wall clock and
 * any client with it: only the prices hurry. What was recorded before `marketStart` is its past.
 */
export function retimedFeed(feed: PriceFeed, { marketStart, startAt, speed }: Retiming): PriceFeed {
  const toMarket = (time: number) => marketStart + (time - startAt) * speed
  const toShown = (time: number) => Math.ceil(startAt + (time - marketStart) / speed)
  const shown = (step: PriceStep): PriceStep => ({ ...step, time: toShown(step.time) })
  const { begins, bars } = feed
  return {
    latest: async (symbol, at) => {
      const step = await feed.latest(symbol, toMarket(at))
      return step === undefined ? undefined : shown(step)
    },
    steps: async (symbol, from, to) => (await feed.steps(symbol, toMarket(from), toMarket(to))).map(shown),
    ...(begins && {
      begins: (symbol: string) => {
        const first = begins(symbol)
        return first === undefined ? undefined : toShown(first)
      },
    }),
    ...(bars && {
      bars: async (asked: BarsAsked) => {
        const spans = asked.spans.map(({ after, to }) => ({ after: toMarket(after), to: toMarket(to) }))
        const drawn = await bars({ ...asked, spans })
        return drawn?.map((bar, index) => bar && { ...bar, openTime: (asked.spans[index]?.after ?? 0) + 1 })
      },
    }),
  }
}
