import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { type DecimalString, dec } from '#domain/decimal.ts'

/** The interval of a mean: how it would vary if the same signals met other luck. */
export interface Interval {
  readonly low: DecimalString
  readonly high: DecimalString
}

/** The share of the redrawn means that lies in the interval. */
export const confidence = 0.95
/** How often the trades are redrawn. */
export const draws = 2_000

/**
 * The 95 % intervals of the means of two figures of each trade, by the percentile bootstrap. It draws as many trades as
 * there are, with repetition, 2,000 times, and takes the means between the 2.5th and the 97.5th percentile. One seed
 * gives one interval, whatever the order of the trades. It draws trades as if they were independent: if losses come in
 * streaks, the true interval is wider. Undefined below two trades, which show no spread.
 */
export function intervalsOfMeans(
  trades: readonly (readonly [number, number])[],
  seed: number,
): readonly [Interval, Interval] | undefined {
  const { length } = trades
  if (length < 2) return undefined
  const sorted = trades.toSorted(([a, a2], [b, b2]) => a - b || a2 - b2)
  const [first, second] = [Float64Array.from(sorted, ([a]) => a), Float64Array.from(sorted, ([, b]) => b)]
  const random = xoroshiro128plus(seed)
  const means = [new Float64Array(draws), new Float64Array(draws)] as const
  for (let draw = 0; draw < draws; draw++) {
    let [total, total2] = [0, 0]
    for (let drawn = 0; drawn < length; drawn++) {
      const index = uniformInt(random, 0, length - 1)
      total += first[index] ?? 0
      total2 += second[index] ?? 0
    }
    means[0][draw] = total / length
    means[1][draw] = total2 / length
  }
  return [between(means[0].sort()), between(means[1].sort())]
}

/** The values at the two percentiles of sorted means. */
function between(means: Float64Array): Interval {
  const outside = Math.round((means.length * (1 - confidence)) / 2)
  const at = (rank: number) => dec(means[rank] ?? 0).toFixed(8)
  return { low: at(outside), high: at(means.length - 1 - outside) }
}
