import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { banked, resized, risen } from '#domain/intentions.ts'
import { type Improvement, violations } from '#domain/invariants.ts'
import type { Position } from '#domain/position.ts'
import type { ImprovementInvariant } from '#domain/violation.ts'
import { calm, calmLook, open } from './calm.ts'
import { at } from './improvement.ts'

describe('a broken invariant is described in the words of the trade', () => {
  const told = (after: Position, change: Partial<Improvement> = {}) =>
    violations({ before: calm, after, look: calmLook({ markPrice: '2510' }), ...change }).map(
      ({ invariant, expected, found }) => [invariant, expected, found],
    )
  const spent = open({
    ...calm,
    rungs: calm.rungs.map((rung, index) => (index === 1 ? { ...rung, state: 'done' } : rung)),
  })
  const tooMuch = open({
    ...calm,
    rungs: calm.rungs.map((rung, index) => (index === 2 ? { ...rung, quantity: '5' } : rung)),
  })

  test.each<readonly [ImprovementInvariant, string, string, readonly (readonly string[])[]]>([
    ['stop-looser', 'a stop no looser than 2498.34', '2498', told(at('2498'))],
    ['stop-past-mark', 'a stop that the mark 2510 has not reached', '2511', told(at('2511'))],
    ['tier-falls', 'a tier from 0 to 5', '6', told(risen(calm, 6))],
    ['quantity-unseen', '10 open, as it was seen', '7', told(resized(calm, '7'))],
    ['rung-spent', '1.25 recorded as sold', '0', told(risen(calm, 1), { before: spent })],
    [
      'rungs-exceed-entry',
      'take-profits of 10 at most',
      // The record as it was, not as it would be.
      '5 + 1.25 + 5 + 1 + 0.75 + 0.75',
      told(banked(tooMuch, [1], dec('0.5'))[0], {
        before: tooMuch,
        sale: { rungs: [1], quantity: '0.5' },
      }),
    ],
  ])('%s: expected %s, found %s', (invariant, expected, found, said) => {
    expect(said).toEqual([[invariant, expected, found]])
  })
})
