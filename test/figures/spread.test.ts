import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { spreadOf } from '#figures/spread.ts'

test('of twenty paths one is below the low figure, and one above the high one', () => {
  const nets = Array.from({ length: 20 }, (_, index) => String(index - 5))
  expect(spreadOf(nets)).toEqual({
    ...{ paths: 20, won: 14, least: '-5', low: '-5', median: '4.5', high: '13', greatest: '14' },
  })
})

test('the median of an odd number of paths is the result of the one in the middle', () => {
  expect(spreadOf(['3', '-8', '0.1'])?.median).toBe('0.1')
})

test('one path is its own spread, and no path has none', () => {
  const all = { least: '3', low: '3', median: '3', high: '3', greatest: '3' }
  expect(spreadOf(['3'])).toEqual({ paths: 1, won: 1, ...all })
  expect(spreadOf([])).toBeUndefined()
})

test.prop([fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 })])(
  'each side of a percentile has at least the share that its name says',
  values => {
    const spread = spreadOf(values.map(String))
    const upTo = (text: string | undefined) => values.filter(value => value <= Number(text)).length
    const from = (text: string | undefined) => values.filter(value => value >= Number(text)).length
    for (const [text, share] of [
      [spread?.low, 0.05],
      [spread?.median, 0.5],
      [spread?.high, 0.95],
    ] as const) {
      expect(upTo(text)).toBeGreaterThanOrEqual(share * values.length - 1e-9)
      expect(from(text)).toBeGreaterThanOrEqual((1 - share) * values.length - 1e-9)
    }
    expect([spread?.least, spread?.greatest].map(Number)).toEqual([Math.min(...values), Math.max(...values)])
  },
)
