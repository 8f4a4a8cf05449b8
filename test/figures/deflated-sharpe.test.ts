import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { deflatedSharpe, leastProbability } from '#figures/deflated-sharpe.ts'
import { normalBelow, normalQuantile } from '#figures/normal.ts'

const seeds = Array.from({ length: 100 }, (_, index) => index + 1)
const days = 56
const tradesADay = 5

/** The daily returns of trades that win as much as they lose, with this share of winners. */
function dailyOf(random: ReturnType<typeof xoroshiro128plus>, winRate: number): readonly number[] {
  return Array.from({ length: days }, () => {
    let day = 0
    for (let trade = 0; trade < tradesADay; trade++) day += uniformFloat32(random) < winRate ? 0.01 : -0.01
    return day
  })
}

/** Many settings of one strategy: each leaves out some of its days. */
const settingsOf = (daily: readonly number[], random: ReturnType<typeof xoroshiro128plus>) =>
  Array.from({ length: 200 }, () => daily.map(day => (uniformFloat32(random) < 0.8 ? day : 0)))

const meanOf = (daily: readonly number[]) => daily.reduce((sum, each) => sum + each, 0) / daily.length

/** Whether the best of these tries counts as more than luck. */
function isBeyondChance(tries: readonly (readonly number[])[]): boolean {
  const best = tries.reduce((a, b) => (meanOf(b) > meanOf(a) ? b : a))
  const deflated = deflatedSharpe(best, tries)
  if (!deflated) throw new Error('expected the days to tell')
  return deflated.probability >= leastProbability
}

describe('the best of 200 tries', () => {
  test('of tossed coins counts as chance, in at least 95 of 100 seeds', () => {
    const warned = seeds.filter(seed => {
      const random = xoroshiro128plus(seed)
      return !isBeyondChance(Array.from({ length: 200 }, () => dailyOf(random, 0.5)))
    })
    expect(warned.length).toBeGreaterThanOrEqual(95)
  })

  test('of one coin under many settings counts as chance, too', () => {
    const warned = seeds.filter(seed => {
      const random = xoroshiro128plus(seed)
      return !isBeyondChance(settingsOf(dailyOf(random, 0.5), random))
    })
    expect(warned.length).toBeGreaterThanOrEqual(95)
  })

  test('of one edge does not, in at least 95 of 100 seeds', () => {
    const believed = seeds.filter(seed => {
      const random = xoroshiro128plus(seed)
      const edge = dailyOf(random, 0.68)
      // Settings of one strategy: each leaves out some of its days.
      const tries = Array.from({ length: 200 }, () =>
        edge.map(day => (uniformFloat32(random) < 0.8 ? day : 0)),
      )
      return isBeyondChance(tries)
    })
    expect(believed.length).toBeGreaterThanOrEqual(95)
  })

  test('of 199 coins and one edge does not, in at least 95 of 100 seeds', () => {
    const believed = seeds.filter(seed => {
      const random = xoroshiro128plus(seed)
      return isBeyondChance([
        ...Array.from({ length: 199 }, () => dailyOf(random, 0.5)),
        dailyOf(random, 0.75),
      ])
    })
    expect(believed.length).toBeGreaterThanOrEqual(95)
  })
})

test('the value is that of the formula, by hand', () => {
  // Mean 0.01; squares of the deviations 16e-4 in all: n − 1 gives 0.0151186; skew 0, kurtosis 1.
  const best = [0.025, -0.005, 0.025, -0.005, 0.025, -0.005, 0.025, -0.005]
  const other = [0.02, -0.02, 0.02, -0.02, 0.02, -0.02, 0.02, -0.02]
  const sharpe = 0.01 / Math.sqrt((8 * 0.015 ** 2) / 7)
  // Two ratios, sharpe and 0: their deviation is sharpe / √2. Of two draws the best: by Φ⁻¹(1/2) = 0 and Φ⁻¹(1 − 1/2e).
  const byLuck = (sharpe / Math.SQRT2) * 0.577_215_664_9 * 0.900_352
  const told = deflatedSharpe(best, [best, other])
  expect(told).toMatchObject({ tries: 2, days: 8 })
  expect(told?.sharpe).toBeCloseTo(sharpe, 10)
  expect(told?.byLuck).toBeCloseTo(byLuck, 4)
  expect(told?.probability).toBeCloseTo(normalBelow((sharpe - byLuck) * Math.sqrt(7)), 4)
})

describe('days prove nothing', () => {
  const week = [0.02, -0.01, 0.01, 0, 0.03, -0.02, 0.01]
  test('if they are fewer than seven', () => {
    expect(deflatedSharpe(week.slice(1), [week])).toBeUndefined()
  })
  test('if all have the same return', () => {
    expect(deflatedSharpe(Array(7).fill(0), [week])).toBeUndefined()
  })
})

test('with more tries the same best is worth less', () => {
  const random = xoroshiro128plus(7)
  const all = Array.from({ length: 100 }, () => dailyOf(random, 0.55))
  const [best = []] = all
  const [ten, hundred] = [10, 100].map(count =>
    deflatedSharpe(best, [...all.slice(0, 10), ...Array(count - 10)]),
  )
  expect(hundred?.tries).toBe(100)
  expect(hundred?.probability).toBeLessThan(ten?.probability ?? 0)
})

test.each([
  [-3, 0.001_349_898],
  [-1.959_964, 0.025],
  [0, 0.5],
  [1.644_854, 0.95],
  [3.5, 0.999_767_371],
])('the normal distribution’s share below %s is %s, and its inverse agrees', (z, share) => {
  expect(normalBelow(z)).toBeCloseTo(share, 6)
  expect(normalQuantile(share)).toBeCloseTo(z, 3)
})
