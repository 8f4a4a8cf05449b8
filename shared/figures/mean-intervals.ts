import { type Interval, intervalsOfMeans } from './bootstrap.ts'
import { netOfMargin } from './tally.ts'
import type { ClosedTrade } from './trade.ts'

/** How the mean of a trade would vary with other luck: in money, and as a share of its margin. */
export interface MeanIntervals {
  readonly expectancy: Interval
  readonly ofMargin: Interval
}

/** Fewer trades show nothing, whatever their interval: six losses of six are one in 64, three of three one in eight. */
const leastTrades = 10

/** The intervals of these trades' means, by the seed; undefined below ten trades. */
export function meanIntervalsOf(trades: readonly ClosedTrade[], seed: number): MeanIntervals | undefined {
  if (trades.length < leastTrades) return undefined
  const intervals = intervalsOfMeans(
    trades.map(trade => [Number(trade.net), netOfMargin(trade).toNumber()] as const),
    seed,
  )
  return intervals && { expectancy: intervals[0], ofMargin: intervals[1] }
}
