import { expect, test } from 'vitest'
import { dec, sum, toMultiple } from '#domain/decimal.ts'

test('a quotient has 40 digits, so that no rounding of it reaches a price', () => {
  expect(dec(1).div(3).toFixed()).toBe(`0.${'3'.repeat(40)}`)
})

test('a sum of floats is exact', () => {
  expect(sum(['0.1', '0.2', '0.3']).toFixed()).toBe('0.6')
  expect(sum([]).toFixed()).toBe('0')
})

test('down rounds towards zero, up away from it, and a multiple stays', () => {
  expect(toMultiple(dec('2.59'), dec('0.25'), 'down').toFixed()).toBe('2.5')
  expect(toMultiple(dec('2.51'), dec('0.25'), 'up').toFixed()).toBe('2.75')
  for (const rounding of ['down', 'up'] as const)
    expect(toMultiple(dec('2.5'), dec('0.25'), rounding).toFixed()).toBe('2.5')
})
