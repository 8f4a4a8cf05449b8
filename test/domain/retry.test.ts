import { expect, test } from 'vitest'
import { restBeforeResend, restBeforeRetry, restOfWait, tradeReceives } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'

const second = 1_000

/** Ages at which a signal that always fails at once is tried. */
function triesOf(goodFor: number): readonly number[] {
  const ages: number[] = []
  for (let age = 0; age <= goodFor; age += restBeforeRetry(age, goodFor)) ages.push(age)
  return ages
}

test('a signal is tried again after 5 s, and for the last time right after it is too old', () => {
  expect(triesOf(60 * second).map(age => age / second)).toEqual([0, 5, 10, 15, 20, 27, 36, 48])
  const last = 48 * second
  expect(last + restBeforeRetry(last, 60 * second)).toBe(61 * second)
})

test('at any maximum age, a signal is received until it is too old, and a few times more for crashes', () => {
  for (const goodFor of [5, 60, 600, 3_600].map(seconds => seconds * second)) {
    const left = tradeReceives(goodFor) - (triesOf(goodFor).length + 1)
    expect(left).toBeGreaterThanOrEqual(5)
    expect(tradeReceives(goodFor)).toBeLessThan(30)
  }
})

// At 490 s a try falls on the very moment at which the signal becomes too old.
test.each([490, 3_600])('a signal valid for %d s is received five times more than it is tried', seconds => {
  expect(tradeReceives(seconds * second)).toBe(triesOf(seconds * second).length + 1 + 5)
})

test('a CLOSE is tried as long as a message whose function always crashes', () => {
  expect(tradeReceives(5 * second)).toBe(tradeReceives(5 * timing.visibility.trades))
})

test('a CLOSE rests no longer than its queue would hide it', () => {
  expect(restBeforeRetry(0)).toBe(5 * second)
  expect(restBeforeRetry(3_600 * second)).toBe(90 * second)
})

test('a rejected order rests 200 to 399 ms, different for two positions', () => {
  expect(restBeforeResend('h0000')).toBe(200)
  expect(restBeforeResend('p005j')).toBe(399)
  expect(restBeforeResend('p005k')).toBe(200)
  const rests = Array.from({ length: 36 }, (_, last) => restBeforeResend(`p000${last.toString(36)}`))
  expect(new Set(rests).size).toBe(36)
})

test('a message told to wait rests until the wait is over, in whole seconds, and no longer than its queue would hide it', () => {
  expect([-500, 5_001, 30_000, 600_000].map(restOfWait)).toEqual([5_000, 6_000, 30_000, 90_000])
})
