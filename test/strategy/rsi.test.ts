import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { closesFor, rsiOf } from '#strategy/rsi.ts'

/** Wilder, New Concepts in Technical Trading Systems (1978): the first average is plain, the others are smoothed. */
function wilder(closes: readonly number[], period: number): number {
  const changes = closes.slice(1).map((close, index) => close - (closes[index] ?? 0))
  const smoothed = (parts: readonly number[]) =>
    parts
      .slice(period)
      .reduce(
        (average, part) => (average * (period - 1) + part) / period,
        parts.slice(0, period).reduce((sum, part) => sum + part, 0) / period,
      )
  const gain = smoothed(changes.map(change => Math.max(change, 0)))
  const loss = smoothed(changes.map(change => Math.max(-change, 0)))
  return (100 * gain) / (gain + loss)
}

const closes = (length: number) =>
  fc.array(fc.integer({ min: 900, max: 1100 }), { minLength: length, maxLength: length })

test.prop([closes(closesFor(5)), fc.constant(5)])('is the RSI of Wilder’s book', (prices, period) => {
  fc.pre(new Set(prices).size > 1)
  expect(rsiOf(prices, period)).toBeCloseTo(wilder(prices, period), 8)
})

test.prop([closes(closesFor(3)), closes(20)])('depends on its last ten periods alone', (last, before) => {
  expect(rsiOf([...before, ...last], 3)).toBe(rsiOf(last, 3))
})

test('over 14 candles differs less than 0.02 points from one that remembers everything', () => {
  const prices = Array.from({ length: 2_000 }, (_, i) => 2500 + 40 * Math.sin(i / 23) + 9 * Math.sin(i * 1.7))
  for (let end = 1_000; end < prices.length; end++) {
    const all = prices.slice(0, end)
    expect(Math.abs((rsiOf(all, 14) ?? 0) - wilder(all, 14))).toBeLessThan(0.02)
  }
})

test('is 100 of a price that only rose, 0 of one that only fell', () => {
  const rising = Array.from({ length: closesFor(4) }, (_, index) => 100 + index)
  expect([rsiOf(rising, 4), rsiOf(rising.toReversed(), 4)]).toEqual([100, 0])
})

test('is unknown from too few closes, and of a price that never moved', () => {
  const prices = Array.from({ length: closesFor(4) }, (_, index) => 100 + (index % 3))
  expect(rsiOf(prices, 4)).toBeGreaterThan(0)
  expect(rsiOf(prices.slice(1), 4)).toBeUndefined()
  expect(
    rsiOf(
      prices.map(() => 100),
      4,
    ),
  ).toBeUndefined()
})
