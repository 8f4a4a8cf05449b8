import type { MeanIntervals } from '#figures/mean-intervals.ts'
import { percent } from './amounts.ts'

/** Bounds of the mean of a group's trades, as shares of the margin; `too few` when they cannot tell. */
export const between = (interval: MeanIntervals | undefined): string =>
  interval ? `${percent(interval.ofMargin.low)}, ${percent(interval.ofMargin.high)}` : 'too few'
