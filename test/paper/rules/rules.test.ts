import { expect, test } from 'vitest'
import { shippedRules } from '#paper/rules/shipped.ts'
import { parseRules } from '#paper/rules.ts'
import { checkRules } from './check-rules.ts'

test('the shipped rules contain every filter and bracket of every symbol, brackets without a gap', () => {
  for (const rules of parseRules(shippedRules).values()) checkRules(rules)
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
