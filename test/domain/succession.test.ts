import { expect, test } from 'vitest'
import { isClosedBy, supersededBy } from '#domain/succession.ts'

const second = 1_764_200_005_000
const buy = (at: number) => ({ action: 'BUY', at }) as const
const sell = (at: number) => ({ action: 'SELL', at }) as const
const close = (at: number) => ({ action: 'CLOSE', at }) as const
const hold = (at: number) => ({ action: 'HOLD', at }) as const

test.each([
  ['a millisecond later', buy(second + 1), close(second + 2), true],
  ['at the same millisecond', buy(second + 1), close(second + 1), true],
  ['a millisecond before', buy(second + 2), close(second + 1), false],
  ['a millisecond before, of an even one', buy(second + 3), close(second + 2), false],
  ['in whole seconds, of the same second', buy(second + 999), close(second), true],
  ['in whole seconds, of the second before', buy(second + 1_001), close(second), false],
  ['of the second of an entry in whole seconds', buy(second), close(second + 1), true],
  ['before the second of an entry in whole seconds', buy(second), close(second - 1), false],
] as const)('of a CLOSE %s', (_, entry, closing, closed) => {
  expect(isClosedBy(entry, closing)).toBe(closed)
})

test('an entry is superseded by a CLOSE stamped no earlier and by a later signal for the other side', () => {
  const entry = buy(second + 100)
  expect(supersededBy(entry, [hold(second + 300), close(second + 200)])).toEqual(close(second + 200))
  expect(supersededBy(entry, [close(second + 100)])).toEqual(close(second + 100))
  expect(supersededBy(entry, [sell(second + 101)])).toEqual(sell(second + 101))
  expect(supersededBy(sell(second + 100), [buy(second + 101)])).toEqual(buy(second + 101))
})

test('an entry is not superseded by a HOLD, by its own side, or by what came before it', () => {
  const entry = buy(second + 100)
  expect(supersededBy(entry, [hold(second + 300), buy(second + 200), sell(second + 100)])).toBeUndefined()
  expect(supersededBy(entry, [close(second + 99)])).toBeUndefined()
})
