import type { MeanIntervals } from '#figures/mean-intervals.ts'
import { percent } from './amounts.ts'

/** Between which shares of the margin the mean of a group's trades lies; `too few` where they do not tell. */
export const between = (interval: MeanIntervals | undefined): string =>
  interval ? `${percent(interval.ofMargin.low)}, ${percent(interval.ofMargin.high)}` : 'too few'
