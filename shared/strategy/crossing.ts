import type { RsiRule } from './rule.ts'

/** The RSI came back from beyond a threshold. */
export interface Crossing {
  readonly action: 'BUY' | 'SELL'
  /** 0.6 to 1: how far beyond it had been. */
  readonly confidence: number
  readonly rsi: number
  /** The farthest from 50 that the RSI had been beyond the threshold, within the last period. */
  readonly extreme: number
}

/** `rsi` is the latest, `before` are those right before it, oldest first. */
export function crossingOf(
  { low, high, period }: RsiRule,
  before: readonly number[],
  rsi: number,
): Crossing | undefined {
  const last = before.at(-1)
  if (last === undefined) return undefined
  if (last < low && rsi >= low) {
    const extreme = Math.min(...trailing(before.slice(-period), each => each < low))
    return { action: 'BUY', confidence: confidenceOf((low - extreme) / low), rsi, extreme }
  }
  if (last > high && rsi <= high) {
    const extreme = Math.max(...trailing(before.slice(-period), each => each > high))
    return { action: 'SELL', confidence: confidenceOf((extreme - high) / (100 - high)), rsi, extreme }
  }
  return undefined
}

/**
 * Of a depth between 0 (the threshold) and 1 (the end of the scale). The square root spreads what is common, a few
 * points beyond: the seed's threshold of 0.72 asks for 0.09, an RSI of 27.3 where the low is 30.
 */
const confidenceOf = (depth: number): number => Number((0.6 + 0.4 * Math.sqrt(depth)).toFixed(4))

/** The last items, as many as hold without a break. */
function trailing(values: readonly number[], holds: (value: number) => boolean): readonly number[] {
  return values.slice(values.findLastIndex(value => !holds(value)) + 1)
}
