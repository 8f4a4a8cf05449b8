import { expect, test } from 'vitest'
import { advance } from '#paper/core/advance.ts'
import { parseRules } from '#paper/rules.ts'
import { manySymbols } from '../../bench/many-symbols.ts'
import { stepAt } from '../../bench/step-at.ts'
import { crowded, quietSteps, venueOf } from '../../bench/venue-core.ts'
import { START } from '../builder.ts'

const [rules] = [...parseRules(manySymbols(1).rules).values()]
if (rules === undefined) throw new Error('Expected a symbol')

/** Calls `looked` at every access to one of the items. */
const watched = <T extends object>(items: readonly T[], looked: () => void): readonly T[] =>
  items.map(
    item =>
      new Proxy(item, {
        get: (target, name) => {
          looked()
          return Reflect.get(target, name)
        },
      }),
  )

test.for([
  ['isolated, alone', 'isolated', undefined],
  [
    'cross, with the account behind it',
    'cross',
    { startingBalance: '100000000', others: [], otherAlgoOrders: 0 },
  ],
] as const)('price steps that reach none of 400 orders look at none (%s)', ([, marginType, backing]) => {
  let looks = 0
  const full = crowded(rules, 400)
  const record = {
    ...full,
    marginType,
    position: { ...full.position, isolatedWallet: '3000' },
    orders: watched(full.orders, () => looks++),
    algoOrders: watched(full.algoOrders, () => looks++),
  }
  const venue = { ...venueOf(rules), backing }
  // The first step sorts the orders by price and sums the margin that they bind.
  const [first, ...rest] = quietSteps(2_000)
  const before = advance(record, first ? [first] : [], venue, START + 1_000).record
  expect(looks).toBeGreaterThan(400)
  looks = 0
  const { changed } = advance(before, rest, venue, START)
  expect([changed, looks]).toEqual([false, 0])

  const reaching = advance(before, [stepAt(START + 5_000_000, '55990')], venue, START)
  expect(reaching.changed).toBe(true)
})
