import { expect, test } from 'vitest'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'

test('the shipped rules hold every filter and bracket of every symbol, brackets without a gap', () => {
  for (const rules of parseRules(shippedRules).values()) {
    expect(rules.tickSize.gt(0) && rules.lot.step.gt(0) && rules.minNotional.gt(0)).toBe(true)
    expect(rules.marketLot.max.lte(rules.lot.max)).toBe(true)
    rules.brackets.forEach((bracket, i) => {
      const before = rules.brackets[i - 1]
      expect(bracket.notionalFloor.toFixed()).toBe(before?.notionalCap.toFixed() ?? '0')
      // At the floor both brackets must ask for the same maintenance margin.
      const at = (each: typeof bracket) => bracket.notionalFloor.times(each.maintMarginRatio).minus(each.cum)
      expect(
        at(bracket)
          .minus(at(before ?? bracket))
          .abs()
          .lt(1),
      ).toBe(true)
    })
  }
})

test('a symbol without brackets is an error that names it', () => {
  expect(() => parseRules({ ...shippedRules, brackets: [] })).toThrow(/leverage brackets for BTCUSDT/)
})

test('a symbol without a filter is an error that names it', () => {
  const [first, ...rest] = shippedRules.exchangeInfo.symbols
  if (first === undefined) throw new Error('Expected shipped symbols')
  const symbols = [
    { ...first, filters: first.filters.filter(each => each.filterType !== 'LOT_SIZE') },
    ...rest,
  ]
  expect(() => parseRules({ ...shippedRules, exchangeInfo: { symbols } })).toThrow(/LOT_SIZE of BTCUSDT/)
})
