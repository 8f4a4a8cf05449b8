import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import {
  backupSize,
  coarserSizes,
  coveringQuantity,
  exitQuantity,
  mostAtMarket,
  partQuantity,
  smallerSizes,
} from '#domain/exit-size.ts'
import { ethRules } from './market.ts'

/** Steps of 0.1, from 0.3 on, at most 7.55 at market and 9.95 by limit. */
const rules = {
  ...ethRules,
  stepSize: '0.1',
  marketStepSize: '0.1',
  minQuantity: '0.3',
  marketMinQuantity: '0.3',
  marketMaxQuantity: '7.55',
  maxQuantity: '9.95',
}

test.each([
  ['2.5', '2.5'],
  ['2.59', '2.5'], // whole steps: the rest goes with another order
  ['0.3', '0.3'], // exactly the minimum
  ['0.35', '0.3'],
  ['0.29', '0.3'], // reduce-only: it sells no more than is open
  ['0.04', '0.3'],
  ['7.55', '7.5'], // the most that is on the step
  ['20', '7.5'],
])('of %s one market order sells %s', (wanted, sold) => {
  expect(exitQuantity(dec(wanted), rules).toFixed()).toBe(sold)
})

test('less than a step is still an order if the exchange has no minimum', () => {
  const small = { ...rules, minQuantity: '0', marketMinQuantity: '0' }
  expect(exitQuantity(dec('0.04'), small).toFixed()).toBe('0.1')
  expect(exitQuantity(dec('0.14'), small).toFixed()).toBe('0.1')
})

test.each([
  ['2.51', '2.6'],
  ['2.5', '2.5'],
  ['0.1', '0.3'],
  ['20', '7.5'],
])('a stop that leaves nothing of %s is one of %s', (open, size) => {
  expect(coveringQuantity(dec(open), rules).toFixed()).toBe(size)
})

test('a part is sold in whole steps, the whole position exactly', () => {
  const part = (wanted: string) => partQuantity(dec(wanted), dec('2.57'), rules).toFixed()
  expect([part('1.28'), part('2.56'), part('2.57'), part('9')]).toEqual(['1.2', '2.5', '2.6', '2.6'])
})

test.each([
  ['2.59', '2.5'],
  ['0.3', '0.3'],
  ['0.29', '0'], // none can be placed
  ['20', '9.9'],
])('a backup of %s is a limit order of %s', (quantity, size) => {
  expect(backupSize(quantity, rules).toFixed()).toBe(size)
})

test('the largest market order is on the step', () => {
  expect(mostAtMarket(rules).toFixed()).toBe('7.5')
})

test('unreadable rules are guessed: a step ten times coarser, or half of a quantity that was too large', () => {
  const coarser = coarserSizes({ ...rules, marketStepSize: '0.5' })
  expect(coarser).toEqual({ ...rules, stepSize: '5', marketStepSize: '5' })
  expect(smallerSizes(rules, dec('7.5'))).toEqual({ ...rules, marketMaxQuantity: '3.75' })
})
