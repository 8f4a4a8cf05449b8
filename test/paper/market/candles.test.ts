import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Candle, packedCandles } from '../../../infra/local/market/candles.ts'

const minute = 60_000
const start = Date.parse('2025-02-03T00:00:00Z')

/** Minutes, some of which are missing. */
const recordings = fc.uniqueArray(fc.nat(200), { maxLength: 60 }).map(minutes =>
  minutes
    .toSorted((a, b) => a - b)
    .map((each, index): Candle => {
      const open = 1_000 + index
      return {
        openTime: start + each * minute,
        open,
        high: open + 7,
        low: open - 3,
        close: open + 2,
        volume: each,
      }
    }),
)
const times = fc.integer({ min: -2, max: 202 * 60 }).map(seconds => start + seconds * 1_000)

function packed(candles: readonly Candle[]) {
  const made = packedCandles(candles.length)
  for (const candle of candles) made.push(candle)
  return made
}

test('packed candles are found like those in a plain list', () => {
  fc.assert(
    fc.property(recordings, times, times, (list, from, to) => {
      const candles = packed(list)
      expect([...candles]).toEqual(list)
      expect(candles.at(list.length)).toBeUndefined()
      expect(candles.at(-1)).toBeUndefined()
      expect(candles.lastBy(from)).toBe(list.findLastIndex(({ openTime }) => openTime <= from))
      expect(candles.openingAt(from)).toEqual(list.find(({ openTime }) => openTime === from))
      const between = list.filter(({ openTime }) => openTime >= from && openTime < to)
      expect(candles.between(from, to)).toEqual(between)
    }),
  )
})

test('more candles than there is room for, or a missing one, are an error of the caller', () => {
  const candles = packed([])
  expect(() => candles.openTimeAt(0)).toThrow('Expected one of 0 candles, got number 0.')
  expect(() => candles.push({ openTime: 0, open: 1, high: 1, low: 1, close: 1, volume: 1 })).toThrow(
    'Expected 0 candles, got more.',
  )
})
