import type { BarsAsked, Few, PriceFeed, PriceStep, Span } from '#paper/ports.ts'

export interface Retiming {
  /** Time of the recorded market at `startAt`. */
  readonly marketStart: number
  readonly startAt: number
  /** How many times faster the recording plays. */
  readonly speed: number
}

/**
 * A recorded market moved to another time and played faster, so that a venue and any client can run on the wall
 * clock. Only prices hurry, and funding with them: it is announced and paid at the new times of its steps. Everything
 * before `marketStart` is history.
 */
export function retimedFeed(feed: PriceFeed, { marketStart, startAt, speed }: Retiming): PriceFeed {
  const toMarket = (time: number) => marketStart + (time - startAt) * speed
  const toShown = (time: number) => Math.ceil(startAt + (time - marketStart) / speed)
  const shown = (step: PriceStep): PriceStep => ({ ...step, time: toShown(step.time) })
  const market = ({ after, to }: Span): Span => ({ after: toMarket(after), to: toMarket(to) })
  const { begins, bars, fundingAt, fundings } = feed
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
        const drawn = await bars({ ...asked, spans: asked.spans.map(market) })
        return drawn?.map((bar, index) => bar && { ...bar, openTime: (asked.spans[index]?.after ?? 0) + 1 })
      },
    }),
    ...(fundingAt && {
      fundingAt: async (symbol: string, at: number) => {
        const state = await fundingAt(symbol, toMarket(at))
        return state?.nextTime === undefined ? state : { ...state, nextTime: toShown(state.nextTime) }
      },
    }),
    ...(fundings && {
      fundings: async (symbol: string, span: Span, few?: Few) =>
        (await fundings(symbol, market(span), few))?.map(paid => ({ ...paid, time: toShown(paid.time) })),
    }),
  }
}
