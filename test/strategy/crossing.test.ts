import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { crossingOf } from '#strategy/crossing.ts'

const rule = { period: 4, low: 30, high: 70 }

describe('crosses', () => {
  test.each([
    ['back over the low', [40, 25], 31, { action: 'BUY', extreme: 25 }],
    ['back to the low exactly', [29.9], 30, { action: 'BUY', extreme: 29.9 }],
    ['over the low and the high in one candle', [20], 80, { action: 'BUY', extreme: 20 }],
    ['back under the high', [60, 75, 72], 69, { action: 'SELL', extreme: 75 }],
    ['back to the high exactly', [71], 70, { action: 'SELL', extreme: 71 }],
  ])('%s', (_, before, rsi, crossing) => {
    expect(crossingOf(rule, before, rsi)).toMatchObject({ ...crossing, rsi })
  })

  test.each([
    ['without a value before', [], 50],
    ['within the thresholds', [40], 60],
    ['on its way beyond the low', [31], 29],
    ['beyond the low', [20], 25],
    ['from the low exactly', [30], 35],
    ['beyond the high', [80], 75],
    ['on its way beyond the high', [69], 71],
  ])('not %s', (_, before, rsi) => {
    expect(crossingOf(rule, before, rsi)).toBeUndefined()
  })
})

test('only the last visit beyond the threshold counts, and of it the last period', () => {
  expect(crossingOf(rule, [5, 35, 28], 31)?.extreme).toBe(28)
  expect(crossingOf(rule, [5, 20, 21, 22, 23], 31)?.extreme).toBe(20)
})

const buy = (extreme: number) => crossingOf(rule, [extreme], 31)?.confidence ?? Number.NaN

test.prop([fc.double({ min: 0, max: 29.999, noNaN: true }), fc.double({ min: 0, max: 29.999, noNaN: true })])(
  'confidence grows with the distance beyond the threshold, equally for BUY and SELL',
  (one, other) => {
    const [deep, shallow] = [Math.min(one, other), Math.max(one, other)]
    expect(buy(deep)).toBeGreaterThanOrEqual(buy(shallow))
    if (shallow - deep > 0.01) expect(buy(deep)).toBeGreaterThan(buy(shallow))
    expect(buy(deep)).toBeLessThanOrEqual(1)
    expect(buy(shallow)).toBeGreaterThanOrEqual(0.6)
    expect(crossingOf(rule, [100 - one], 69)?.confidence).toBeCloseTo(buy(one), 3)
  },
)

test('an RSI of 27.3 with a low of 30 has the confidence that the default threshold needs', () => {
  expect([buy(27.3), buy(0), buy(29.999999)]).toEqual([0.72, 1, 0.6001])
})
