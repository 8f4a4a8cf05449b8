import { expect, test } from 'vitest'
import { merged } from '#strategy/candles.ts'
import { minuteMs, minutes, start } from './prices.ts'

const fiveMs = 5 * minuteMs

test('five minutes make a candle that closes where the last minute did', () => {
  const { candles, candleMs } = merged(minutes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]), fiveMs)
  expect(candleMs).toBe(fiveMs)
  expect(candles).toEqual([
    { openTime: start, close: 5 },
    { openTime: start + fiveMs, close: 10 },
  ])
})

test('a candle that lacks a minute, or is not over, is left out', () => {
  const { candles } = merged(minutes([1, 2, 3, 4, 5, 6, undefined, 8, 9, 10, 11, 12, 13, 14, 15, 16]), fiveMs)
  expect(candles.map(({ close }) => close)).toEqual([5, 15])
})

test('a recording may begin inside a candle', () => {
  const given = minutes([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  const late = { ...given, candles: given.candles.slice(2) }
  expect(merged(late, fiveMs).candles).toEqual([{ openTime: start + fiveMs, close: 10 }])
})

test('candles that have the rule’s length stay as they are', () => {
  const given = minutes([1, undefined, 3])
  expect(merged(given, minuteMs)).toEqual(given)
})

test('klines that do not fill the rule’s candles are rejected', () => {
  const given = { ...minutes([]), candleMs: 15 * minuteMs }
  expect(() => merged(given, fiveMs)).toThrow(
    'ETHUSDT: expected klines of which whole ones fill 5m, got klines of 15m.',
  )
})

test('candles out of order and repeated candles are rejected', () => {
  const given = minutes([1, 2])
  const [one, two] = given.candles
  if (!one || !two) throw new Error('Two minutes make two candles.')
  expect(() => merged({ ...given, candles: [two, one] }, minuteMs)).toThrow('expected candles oldest first')
  expect(() => merged({ ...given, candles: [one, one] }, minuteMs)).toThrow('expected candles oldest first')
})
