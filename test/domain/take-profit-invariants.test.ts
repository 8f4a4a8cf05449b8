import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { banked, offered, risen } from '#domain/intentions.ts'
import { violations } from '#domain/invariants.ts'
import type { OpenPosition, Rung } from '#domain/position.ts'
import { now } from './builders.ts'
import { calm, calmLook, open } from './calm.ts'
import { at, broken } from './improvement.ts'

describe('a take-profit', () => {
  const banks = (rungs: readonly number[], quantity: string, before: OpenPosition = calm, seen = '10') =>
    broken(banked(before, rungs, dec(quantity))[0], {
      before,
      look: calmLook({ quantity: seen }),
      sale: { rungs, quantity },
    })
  const withRung = (index: number, change: Partial<Rung>) =>
    open({ ...calm, rungs: calm.rungs.map((rung, at) => (at === index ? { ...rung, ...change } : rung)) })

  test('sells its own quantity', () => {
    expect(banks([1], '1.25')).toEqual([])
    expect(banks([1, 2], '2.5')).toEqual([])
    expect(banks([0], '5')).toEqual([])
    expect(broken(offered(calm, 1, now), { sale: { rungs: [1], quantity: '1.25' } })).toEqual([])
  })

  test('sells no more than its quantity, except where the least order rounds up', () => {
    expect(banks([1], '1.251')).toEqual(['order-too-large'])
    expect(banks([1, 2], '5')).toEqual(['order-too-large'])
    const small = withRung(1, { quantity: '0.0004' })
    expect(banks([1], '0.001', small)).toEqual([])
    expect(banks([1], '0.002', small)).toEqual(['order-too-large'])
  })

  test('sells no more than is open, as seen or as recorded', () => {
    const smaller = open({ ...calm, openQuantity: '1' })
    expect(banks([1], '1', smaller, '1')).toEqual([])
    expect(banks([1], '1.25', smaller, '1')).toEqual(['order-too-large'])
    expect(banks([1], '1.25', smaller, '10')).toEqual([])
    expect(banks([1], '1.25', calm, '1')).toEqual([])
  })

  test('that has sold does not sell again, and none counts twice in one order', () => {
    const done = withRung(1, { state: 'done' })
    expect(banks([1], '1.25', done)).toEqual(['rung-spent'])
    expect(banks([2], '1.25', done)).toEqual([])
    expect(banks([2, 2], '2.5')).toEqual(['rung-spent'])
    expect(banks([9], '0.5')).toEqual(['rung-spent', 'order-too-large'])
    expect(broken(offered(done, 1, now), { before: done, sale: { rungs: [1], quantity: '1.25' } })).toEqual([
      'rung-spent',
    ])
  })

  test('that has sold stays recorded', () => {
    const done = withRung(1, { state: 'done' })
    expect(broken(risen(done, 1), { before: done })).toEqual([])
    expect(broken(risen(calm, 1), { before: done })).toEqual(['rung-spent'])
  })

  test('is not sent if all would sell more than was entered, or a negative quantity', () => {
    expect(banks([1], '1.25', withRung(2, { quantity: '1.251' }))).toEqual(['rungs-exceed-entry'])
    const negative = withRung(2, { quantity: '-0.001' })
    expect(banks([1], '1.25', negative)).toEqual(['rungs-exceed-entry'])
    expect(banks([1], '1.25', withRung(2, { quantity: '0' }))).toEqual(['rungs-exceed-entry'])
    // The stop moves on its own.
    expect(broken(at('2502.51', negative), { before: negative })).toEqual([])
  })

  test('that breaks an invariant names it, with what was expected and found', () => {
    const done = withRung(1, { state: 'done' })
    const sale = { rungs: [0, 1], quantity: '9' }
    const look = calmLook()
    expect(violations({ before: done, after: banked(done, [0, 1], dec(9))[0], look, sale })).toEqual([
      {
        invariant: 'rung-spent',
        expected: 'take-profits that have not sold',
        found: '0 is placed, 1 is done',
      },
      { invariant: 'order-too-large', expected: 'an order of 6.25 at most', found: '9' },
    ])
  })
})
