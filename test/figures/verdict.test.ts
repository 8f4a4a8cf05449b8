import { expect, test } from 'vitest'
import { figuresOf } from '#figures/figures.ts'
import { aPeriod, aTrade } from './builders.ts'

const told = (...trades: readonly ReturnType<typeof aTrade>[]) => figuresOf(aPeriod({ trades })).verdict
const some = (count: number, net: string, fees = '3') =>
  Array.from({ length: count }, () => aTrade(net, { fees }))

test('the verdict on losing signals says what they lack', () => {
  // 41 of 100 win 3 %, the others lose 5.14 %: 5.14 / 8.14 would be needed.
  expect(told(...some(41, '3'), ...some(59, '-5.14'))).toBe(
    'These signals lose 1.8 % of margin per trade after fees; fees are 3.0 %; they would need 63 % of winners, they have 41 %.',
  )
})

test('the verdict on winning signals says what they need, and how much may be luck', () => {
  expect(told(...some(2, '10'), ...some(1, '-4'))).toBe(
    'These signals win 5.3 % of margin per trade after fees; fees are 3.0 %; they need 29 % of winners, they have 67 %. 3 trades do not tell that from luck.',
  )
})

test.each([
  [9, /9 trades do not tell that from luck\.$/],
  [10, /none of 10 won, so it is not known what share of winners they need\.$/],
])('%i trades of the same sign, whose interval has no width', (count, sentence) => {
  expect(told(...some(count, '-5'))).toMatch(sentence)
})

test('shares that look equal get one more digit', () => {
  expect(told(...some(501, '1'), ...some(499, '-1.0001'))).toContain(
    'they need 50.0 % of winners, they have 50.1 %.',
  )
})

test('equal shares do not', () => {
  expect(told(...some(1, '1'), ...some(1, '-1'))).toContain(
    'neither win nor lose after fees; fees are 3.0 %; they need 50 % of winners, they have 50 %.',
  )
})

test('less than a tenth of a per cent is shown to its first digit', () => {
  expect(told(...some(2, '0.0044', '0'))).toMatch(/^These signals win 0\.004 % of margin .* fees are 0\.0 %;/)
})

test.each([
  ['no trade', [], 'No position was closed: there is nothing to judge the signals by.'],
  [
    'one loser',
    some(1, '-5'),
    'These signals lose 5.0 % of margin per trade after fees; fees are 3.0 %; none of 1 won, so it is not known what share of winners they need. One trade does not tell that from luck.',
  ],
  [
    'no winner',
    some(3, '-5'),
    'These signals lose 5.0 % of margin per trade after fees; fees are 3.0 %; none of 3 won, so it is not known what share of winners they need. 3 trades do not tell that from luck.',
  ],
  [
    'no loser',
    some(3, '5'),
    'These signals win 5.0 % of margin per trade after fees; fees are 3.0 %; all of 3 won, so it is not known what share of winners they need. 3 trades do not tell that from luck.',
  ],
  [
    'nothing won and nothing lost',
    some(2, '0'),
    'These signals neither win nor lose after fees; fees are 3.0 %; none of 2 won, so it is not known what share of winners they need. 2 trades do not tell that from luck.',
  ],
])('%s', (_, trades, sentence) => {
  expect(told(...trades)).toBe(sentence)
})
