import { expect, test } from 'vitest'
import { fundingUntil, metFunding } from '#domain/funding.ts'

const hour = 3_600_000
const second = 1_000
/** A full hour, of an odd number since 1970. */
const noon = 482_915 * hour

test.each<[string, number, number, boolean]>([
  ['over the full hour has met funding', noon - second, noon + second, true],
  ['that ended at the full hour has met it', noon - second, noon, true],
  ['that ended just before the hour has not', noon - 30 * 60_000, noon - 1, false],
  [
    'that began when funding of the hour was still taken may have paid it',
    noon + 30 * second - 1,
    noon + 60_000,
    true,
  ],
  ['that began after that has not', noon + 30 * second, noon + hour - 1, false],
  ['of a whole day has', noon + 60_000, noon + 24 * hour, true],
])('a position %s', (_, from, to, met) => {
  expect(metFunding(from, to)).toBe(met)
})

test('an hour’s funding may appear up to half a minute after the hour, and never before the close', () => {
  expect(fundingUntil(noon)).toBe(noon + 30 * second)
  expect(fundingUntil(noon + 10 * second)).toBe(noon + 30 * second)
  expect(fundingUntil(noon + 30 * second)).toBe(noon + 30 * second)
  expect(fundingUntil(noon + 31 * second)).toBe(noon + 31 * second)
  expect(fundingUntil(noon + hour - 1)).toBe(noon + hour - 1)
})
