import { fc, test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { coarser, type DrawnCandle, intervalFor, pack, unpack } from '../../infra/pictures/candles.ts'
import { start } from '../figures/builders.ts'

const minute = 60_000

/** Candles in the order of time, some missing. */
const anyCandles: fc.Arbitrary<readonly DrawnCandle[]> = fc
  .array(
    fc.record({
      skipped: fc.nat(3),
      prices: fc.array(fc.integer({ min: 1, max: 10_000_000 }), { minLength: 4, maxLength: 4 }),
    }),
    { maxLength: 60 },
  )
  .map(drawn => {
    let openTime = start - minute
    return drawn.map(({ skipped, prices }) => {
      openTime += (1 + skipped) * minute
      const [open = 1, close = 1] = prices
      return { openTime, open, close, high: Math.max(...prices), low: Math.min(...prices) }
    })
  })

property.prop([anyCandles])('candles come out of their packing as they went in', candles => {
  expect(unpack(pack(candles, { intervalMs: minute, decimals: 2 }))).toEqual(candles)
})

property.prop([anyCandles])('coarser candles hide no high and no low', candles => {
  const found = coarser(candles, 5 * minute)
  const of = (some: readonly DrawnCandle[]) => [
    Math.max(...some.map(({ high }) => high)),
    Math.min(...some.map(({ low }) => low)),
  ]
  expect(of(found)).toEqual(of(candles))
  expect(found[0]?.open).toBe(candles[0]?.open)
  expect(found.at(-1)?.close).toBe(candles.at(-1)?.close)
  for (const { openTime } of found) expect(openTime % (5 * minute)).toBe(0)
})

test.each([
  ['a day of minutes stays as it is', 1_440, 1],
  ['a month is drawn in quarters of an hour', 43_200, 15],
  ['ten years are drawn in days', 5_256_000, 1_440],
])('%s', (_, minutes, expected) => {
  expect(intervalFor(minutes * minute, minute, 3_000)).toBe(expected * minute)
})

test('no interval is finer than the recorded one', () => {
  expect(intervalFor(60 * minute, 15 * minute, 3_000)).toBe(15 * minute)
})
