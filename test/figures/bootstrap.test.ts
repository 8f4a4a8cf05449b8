import { expect, test } from 'vitest'
import { intervalsOfMeans } from '#figures/bootstrap.ts'

const intervalOfMean = (values: readonly number[], seed: number) =>
  intervalsOfMeans(
    values.map(value => [value, -value]),
    seed,
  )?.[0]

/** No two of their sums are the same, so that each rank has its own mean. */
const roots = Array.from({ length: 30 }, (_, index) => Math.sqrt(index + 2))
const values = [-5, -4, -3, 3, 5, 8, 13]

test('a seed draws the same interval each time, another seed another one', () => {
  expect(intervalOfMean(values, 1)).toEqual(intervalOfMean(values, 1))
  expect(intervalOfMean(values, 1)).not.toEqual(intervalOfMean(values, 2))
})

test('the order of the values does not matter', () => {
  expect(intervalOfMean(values.toReversed(), 1)).toEqual(intervalOfMean(values, 1))
})

test('values equal in one figure are ordered by the other', () => {
  const rows = roots.map(second => [1, second] as const)
  expect(intervalsOfMeans(rows.toReversed(), 1)).toEqual(intervalsOfMeans(rows, 1))
  const others = rows.map(([first, second]) => [second, first] as const)
  expect(intervalsOfMeans(others.toReversed(), 1)).toEqual(intervalsOfMeans(others, 1))
})

test('of 2,000 means 50 lie below and 50 above', () => {
  expect(intervalOfMean(roots, 1)).toEqual({ low: '3.47971440', high: '4.29127665' })
})

test('one value has no known spread, equal values have none', () => {
  expect(intervalOfMean([], 1)).toBeUndefined()
  expect(intervalOfMean([3], 1)).toBeUndefined()
  expect(intervalOfMean([3, 3, 3], 1)).toEqual({ low: '3.00000000', high: '3.00000000' })
})

test('for many values the interval is that of the normal approximation', () => {
  // 400 coin tosses of ±1: the standard error of the mean is 1 / 20.
  const tosses = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 1 : -1))
  const { low, high } = intervalOfMean(tosses, 1) ?? { low: '0', high: '0' }
  expect(Number(low)).toBeCloseTo(-1.96 / 20, 1.7)
  expect(Number(high)).toBeCloseTo(1.96 / 20, 1.7)
})

test('a draw takes both figures of a trade together', () => {
  const [first, second] = intervalsOfMeans(
    values.map(value => [value, 2 * value]),
    1,
  ) ?? [{ low: '1', high: '1' }, undefined]
  const twice = (text: string) => (2 * Number(text)).toFixed(6)
  expect([second?.low, second?.high].map(text => Number(text).toFixed(6))).toEqual([
    twice(first.low),
    twice(first.high),
  ])
})
