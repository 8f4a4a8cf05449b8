import { test as property } from '@fast-check/vitest'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dec, sum } from '#domain/decimal.ts'
import { noteTaken, takeFromBook, touchOf } from '#paper/core/book.ts'
import type { PriceStep } from '#paper/ports.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules, type SymbolRules } from '#paper/rules.ts'
import { defaultPaperSettings as settings } from '#paper/settings.ts'

const rulesOf = (symbol: string): SymbolRules => {
  const rules = parseRules(shippedRules).get(symbol)
  if (rules === undefined) throw new Error(`Expected rules of ${symbol}`)
  return rules
}
const step = (last: string, more: Partial<PriceStep> = {}): PriceStep => ({
  time: 1000,
  last,
  mark: last,
  bid: last,
  ask: last,
  volume: '10',
  ...more,
})
const UNTOUCHED = { time: 0, BUY: '0', SELL: '0' }
const take = (side: 'BUY' | 'SELL', quantity: string, limit?: string, taken = UNTOUCHED) =>
  takeFromBook(
    {
      side,
      quantity: dec(quantity),
      limit: limit === undefined ? undefined : dec(limit),
      quantityStep: dec('0.001'),
    },
    step('60000'),
    taken,
    rulesOf('BTCUSDT'),
    settings,
  ).map(slice => `${slice.quantity} @ ${slice.price}`)

describe('the touch', () => {
  test('is at least a basis point wide', () => {
    const touch = touchOf(step('60000'), rulesOf('BTCUSDT'), settings)
    expect([touch.bid.toFixed(), touch.ask.toFixed()]).toEqual(['59997', '60003'])
  })

  test('is at least a tick wide if a tick is more than a basis point', () => {
    const touch = touchOf(step('0.5'), rulesOf('APEUSDT'), settings)
    expect(touch.ask.minus(touch.bid).gte('0.0001')).toBe(true)
  })
})

describe('the book', () => {
  test('serves one basis point’s depth at the touch, the rest at worse prices', () => {
    expect(take('BUY', '5')).toEqual(['5 @ 60003'])
    expect(take('BUY', '10')).toEqual(['5 @ 60003', '5 @ 60006.1'])
    expect(take('SELL', '10')).toEqual(['5 @ 59997', '5 @ 59994'])
  })

  test('serves nothing beyond a limit, and only part of an order up to it', () => {
    expect(take('BUY', '1', '60002.9')).toEqual([])
    expect(take('BUY', '10', '60003')).toEqual(['5 @ 60003'])
    expect(take('SELL', '10', '59997')).toEqual(['5 @ 59997'])
  })

  test('serves the liquidity of a step only once', () => {
    const taken = noteTaken(UNTOUCHED, 'BUY', dec('4'), 1000)
    expect(take('BUY', '2', undefined, taken)).toEqual(['1 @ 60003', '1 @ 60003.7'])
    expect(take('SELL', '2', undefined, taken)).toEqual(['2 @ 59997'])
  })

  property.prop([
    fc.integer({ min: 1, max: 5000 }),
    fc.integer({ min: 1, max: 5000 }),
    fc.constantFrom('BUY', 'SELL'),
  ])(
    'is never cheaper for more, and splitting an order gains nothing but the rounding to the tick',
    (first, second, side) => {
      const cost = (slices: readonly string[]) =>
        sum(slices.map(slice => slice.split(' @ ').reduce((a, b) => a.times(b), dec(1)))).times(
          side === 'BUY' ? 1 : -1,
        )
      const [one, two] = [dec(first).div(100), dec(second).div(100)]
      const order = side as 'BUY' | 'SELL'
      const whole = take(order, one.plus(two).toFixed())
      const taken = noteTaken(UNTOUCHED, order, one, 1000)
      const parts = [...take(order, one.toFixed()), ...take(order, two.toFixed(), undefined, taken)]
      const rounding = one.plus(two).times('0.2')
      expect(cost(whole).minus(cost(parts)).abs().lte(rounding)).toBe(true)
    },
  )
})
