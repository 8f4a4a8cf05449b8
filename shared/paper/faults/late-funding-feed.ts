import type { PriceFeed, PriceStep } from '../ports.ts'
import type { LastingFaults } from './lasting.ts'

/** The longest gap between two steps of a market. */
const widestStep = 60_000

/** The same market, except that funding is paid at the first step this long after it falls due. */
export const lateFundingFeed = (
  feed: PriceFeed,
  faults: Pick<LastingFaults, 'fundingLateMs'>,
): PriceFeed => ({
  ...feed,
  steps: async (symbol, from, to, slackMs) => {
    const lateMs = faults.fundingLateMs(symbol)
    if (lateMs === 0) return feed.steps(symbol, from, to, slackMs)
    const steps = await feed.steps(symbol, from - lateMs - widestStep, to, slackMs)
    const due = steps.filter(({ fundingRate }) => fundingRate !== undefined)
    return steps
      .map((step, index) => paying(step, steps[index - 1], due, lateMs))
      .filter(({ time }) => time > from)
  },
  // It appears at the time when it fell due, but only once it is paid.
  ...(feed.fundings && {
    fundings: async (symbol, span, few) =>
      faults.fundingLateMs(symbol) === 0 ? feed.fundings?.(symbol, span, few) : undefined,
  }),
})

function paying(
  { fundingRate: _, ...step }: PriceStep,
  before: PriceStep | undefined,
  due: readonly PriceStep[],
  lateMs: number,
): PriceStep {
  const isReached = ({ time }: PriceStep, at: PriceStep | undefined) =>
    at !== undefined && time + lateMs <= at.time
  const now = due.find(each => isReached(each, step) && !isReached(each, before))
  return now?.fundingRate === undefined ? step : { ...step, fundingRate: now.fundingRate }
}
