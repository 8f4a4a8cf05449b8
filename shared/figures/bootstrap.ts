import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { type DecimalString, dec } from '#domain/decimal.ts'

/** Between which values a mean lies, had the same signals had other luck. */
export interface Interval {
  readonly low: DecimalString
  readonly high: DecimalString
}

/** The share of the redrawn means that lies in the interval. */
export const confidence = 0.95
/** How often the trades are redrawn. */
export const draws = 2_000

/**
 * The 95 % interval of the mean by the percentile bootstrap: as many values as there are, drawn from them with
 * repetition, 2,000 times; the means between the 2.5th and the 97.5th percentile. One seed gives one interval, in
 * whatever order the values come. Values are drawn as if each were by itself: where losses come in rows, the truth is
 * wider. Undefined below two values, which know nothing of their spread.
 */
export function intervalOfMean(values: readonly number[], seed: number): Interval | undefined {
  const { length } = values
  if (length < 2) return undefined
  const sorted = values.toSorted((a, b) => a - b)
  const random = xoroshiro128plus(seed)
  const means = Float64Array.from({ length: draws }, () => {
    let total = 0
    for (let drawn = 0; drawn < length; drawn++) total += sorted[uniformInt(random, 0, length - 1)] ?? 0
    return total / length
  }).sort()
  const outside = Math.round((draws * (1 - confidence)) / 2)
  const at = (rank: number) => dec(means[rank] ?? 0).toFixed(8)
  return { low: at(outside), high: at(draws - 1 - outside) }
}
