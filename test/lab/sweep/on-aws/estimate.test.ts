import { expect, test } from 'vitest'
import { agreedTo } from '../../../../infra/lab/sweep/on-aws/agreed.ts'
import {
  concurrencyWithin,
  estimate,
  estimateText,
  objectionTo,
  usdOf,
} from '../../../../infra/lab/sweep/on-aws/estimate.ts'

const usual = { all: 1000, unreserved: 1000 }

test.each([
  ['a lone new account keeps two calls for itself', { all: 10, unreserved: 10 }, 8],
  ['a usual one keeps a tenth', usual, 900],
  ['what functions have set aside is not taken', { all: 1000, unreserved: 300 }, 200],
  ['where next to nothing is free, one set is played at a time', { all: 10, unreserved: 2 }, 1],
])('%s', (_, quota, expected) => {
  expect(concurrencyWithin(quota)).toBe(expected)
})

test('time and cost follow from one measured set and Lambda’s slower core', () => {
  const is = estimate({ sets: 2000, msHere: 4_000, memoryMb: 1769 }, usual)
  expect(is).toMatchObject({ concurrency: 900, msEach: 6_000, ms: 15_000 + 3 * 6_000 })
  // 2,000 sets of 6 s at 1,769 MB, 13.3334 USD a million GB-seconds, and three transitions for each.
  expect(is.usd).toBeCloseTo(12_000 * (1769 / 1024) * 0.0000133334 + 2000 * (3 * 0.000025 + 0.0000127), 3)
  expect(is.usd).toBe(2000 * usdOf(6_000, 1769))
  expect(estimate({ sets: 2000, msHere: 4_000, memoryMb: 1769 }, usual, 50).concurrency).toBe(50)
  expect(estimate({ sets: 3, msHere: 4_000, memoryMb: 1769 }, usual).concurrency).toBe(3)
})

test('a sweep beyond the budget or Lambda’s time limit is not started', () => {
  const cheap = estimate({ sets: 100, msHere: 2_000, memoryMb: 1769 }, usual)
  expect(objectionTo(cheap, 5)).toBeUndefined()
  expect(objectionTo(cheap, cheap.usd)).toBeUndefined()
  expect(objectionTo(cheap, cheap.usd / 2)).toMatch(/would cost about 0\.\d+ USD, and --budget is 0\.\d+ USD/)
  const long = estimate({ sets: 1, msHere: 9 * 60_000, memoryMb: 1769 }, usual)
  expect(objectionTo(long, 1_000)).toMatch(/would take 14 min there, and Lambda ends a call after 15 minutes/)
})

test('the sweep says before it starts how many sets, how many at once, how long and how much', () => {
  const is = estimate({ sets: 200, msHere: 4_000, memoryMb: 1769 }, { all: 10, unreserved: 10 })
  const text = estimateText(is, { region: 'eu-central-1', quota: { all: 10, unreserved: 10 }, msHere: 4_000 })
  expect(text).toBe(
    "On AWS in eu-central-1: 200 sets, 8 at once of the account's 10 unreserved concurrent calls there (quota 10).\n" +
      'A set took 4.0 s here; with 6.0 s there it takes about 3 min and costs about 0.0452 USD.',
  )
})

test('a sweep agreed to beforehand starts within its budget; without a terminal no other does', async () => {
  const is = estimate({ sets: 100, msHere: 2_000, memoryMb: 1769 }, usual)
  await agreedTo(is, { budget: 5, yes: true })
  await expect(agreedTo(is, { budget: 0.001, yes: true })).rejects.toThrow(/--budget is 0\.0010 USD/)
  await expect(agreedTo(is, { budget: 5 })).rejects.toThrow(/Nothing was started.*--yes/)
})
