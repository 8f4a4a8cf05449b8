import type { RsiRule } from './rule.ts'

/** The RSI's return from beyond a threshold. */
export interface Crossing {
  readonly action: 'BUY' | 'SELL'
  /** 0.6 to 1: how far beyond it the RSI had been. */
  readonly confidence: number
  readonly rsi: number
  /** The RSI's farthest value beyond the threshold, within the last period. */
  readonly extreme: number
}

/** `rsi` is the latest value, `before` those right before it, oldest first. */
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
 * Confidence from a depth between 0 (the threshold) and 1 (the end of the scale). The square root spreads the usual
 * depths of a few points: the default confidence threshold of 0.72 needs a depth of 0.09, an RSI of 27.3 with a low of
 * 30.
 */
const confidenceOf = (depth: number): number => Number((0.6 + 0.4 * Math.sqrt(depth)).toFixed(4))

/** The last items in a row that satisfy a condition. */
function trailing(values: readonly number[], holds: (value: number) => boolean): readonly number[] {
  return values.slice(values.findLastIndex(value => !holds(value)) + 1)
}
