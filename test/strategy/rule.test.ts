import { fc, test } from '@fast-check/vitest'
import { expect } from 'vitest'
import { intervalNames } from '#strategy/intervals.ts'
import { parseRule, ruleText } from '#strategy/rule.ts'

test.each([
  ['rsi:14,30,70', { period: 14, low: 30, high: 70 }],
  [' RSI:14, 30, 70 ', { period: 14, low: 30, high: 70 }],
  ['rsi:7,27.5,72.5,15m', { period: 7, low: 27.5, high: 72.5, candleMs: 900_000 }],
])('%s is read', (text, rule) => {
  expect(parseRule(text)).toEqual(rule)
})

test.each([
  ['14,30,70', 'Expected a rule like rsi:PERIOD,LOW,HIGH'],
  ['macd:12,26,9', 'got "macd:12,26,9"'],
  ['rsi:14,30', 'Expected a rule like'],
  ['rsi:14,30,70,5m,7', 'Expected a rule like'],
  ['rsi:1,30,70', 'expected a period of 2 to 100 candles, got "1"'],
  ['rsi:14.5,30,70', 'expected a period of 2 to 100 candles, got "14.5"'],
  ['rsi:101,30,70', 'got "101"'],
  ['rsi:14,0,70', 'expected a low between 0 and 100, got "0"'],
  ['rsi:14,30,1e2', 'expected a high between 0 and 100, got "1e2"'],
  ['rsi:14,70,30', 'expected the low below the high, got 70 and 30'],
  ['rsi:14,50,50', 'expected the low below the high'],
  ['rsi:14,30,70,7m', `expected an interval of ${intervalNames.join(', ')}, got "7m"`],
])('%s is rejected: %s', (text, problem) => {
  expect(() => parseRule(text)).toThrow(problem)
})

test('every problem of a rule is told at once', () => {
  expect(() => parseRule('rsi:0,-1,700,m')).toThrow(/period.*low.*high.*interval/)
})

test.prop([
  fc.integer({ min: 2, max: 100 }),
  fc.integer({ min: 1, max: 49 }),
  fc.integer({ min: 51, max: 99 }),
  fc.option(fc.constantFrom(...intervalNames), { nil: undefined }),
])('a rule is written as it is read', (period, low, high, interval) => {
  const text = `rsi:${period},${low},${high}${interval === undefined ? '' : `,${interval}`}`
  expect(ruleText(parseRule(text))).toBe(text)
})
