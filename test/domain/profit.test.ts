import { describe, expect, test } from 'vitest'
import { felt, risen } from '#domain/intentions.ts'
import type { Look } from '#domain/look.ts'
import type { OpenPosition, Rung } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { aLook, anOpenPosition, backupOf, now, orderId, primaryOf, rungOrderOf } from './builders.ts'
import { calm, calmLook, decide, open } from './calm.ts'

describe('profit', () => {
  test('that reaches a tier raises the stop', () => {
    expect(decide({ markPrice: '2504.17' })).toEqual({ move: 'raise-stop', level: '2502.51', tier: 1 })
    expect(decide({ markPrice: '2504.16' })).toEqual({ move: 'hold' })
  })

  test('reaches a tier even if its stop is not worth moving', () => {
    const almost = { protection: { ...calm.protection, level: '2502.3' } }
    const orders = [primaryOf({ ...calm, ...almost }), backupOf({ ...calm, ...almost }), rungOrderOf(calm, 0)]
    expect(decide({ markPrice: '2504.17', orders }, almost)).toEqual({ move: 'reach-tier', tier: 1 })
  })

  test('that falls back keeps its tier and its stop', () => {
    const risen3 = open({ ...risen(calm, 3), protection: { ...calm.protection, level: '2508' }, rungs: [] })
    const orders = [primaryOf(risen3), backupOf(risen3)]
    expect(nextMove(risen3, aLook(risen3, { markPrice: '2508.5', orders }))).toEqual({ move: 'hold' })
  })

  test('that falls below its tier keeps what the tier gave', () => {
    const late = { tier: 3, rungs: [] }
    const orders = [primaryOf(calm), backupOf(calm)]
    expect(decide({ markPrice: '2503', orders }, late)).toEqual({
      move: 'raise-stop',
      level: '2502.51',
      tier: 3,
    })
  })

  test('tightens a first stop that a worse fill left too wide', () => {
    const wide = { protection: { ...calm.protection, level: '2497.9' } }
    const orders = [primaryOf({ ...calm, ...wide }), backupOf({ ...calm, ...wide }), rungOrderOf(calm, 0)]
    expect(decide({ orders }, wide)).toEqual({ move: 'raise-stop', level: '2498.34', tier: 0 })
  })
})

describe('a take-profit', () => {
  const fresh = anOpenPosition()
  const withState = (...states: ('waiting' | 'placed' | 'done')[]) =>
    anOpenPosition({
      rungs: fresh.rungs.map((rung, index) => ({
        ...rung,
        state: states[index] ?? 'waiting',
        ...((states[index] ?? 'waiting') !== 'waiting' && { clientId: orderId('rung', 50 + index) }),
      })),
    })
  const decided = (position: OpenPosition, change: Partial<Look> = {}) =>
    nextMove(position, aLook(position, change))

  test('is offered at the entry', () => {
    expect(decided(fresh)).toEqual({ move: 'offer', rung: 0 })
  })

  test('of a tier is offered once the tier is reached and the book has no other', () => {
    const first = withState('done')
    expect(decided(first)).toEqual({ move: 'hold' })
    expect(decided({ ...first, tier: 1 })).toEqual({ move: 'offer', rung: 1 })
    const resting = withState('done', 'placed')
    const orders = [primaryOf(resting), backupOf(resting), rungOrderOf(resting, 1)]
    expect(decided({ ...resting, tier: 2 }, { orders })).toEqual({ move: 'hold' })
  })

  test('that has left the book is traced before the stops follow a new quantity', () => {
    expect(decided(withState('placed'))).toEqual({ move: 'trace', rung: 0 })
    expect(decided(withState('placed'), { quantity: '5' })).toEqual({ move: 'trace', rung: 0 })
  })

  test('that a look did not find is traced again only by the next look', () => {
    const sought = [orderId('rung', 50)]
    expect(decided(withState('placed'), { sought })).toEqual({ move: 'hold' })
    expect(decided(withState('placed'), { sought: [orderId('rung', 51)] })).toEqual({
      move: 'trace',
      rung: 0,
    })
  })

  test('is traced before those behind it', () => {
    const both = withState('placed', 'placed')
    expect(decided(both)).toEqual({ move: 'trace', rung: 0 })
    expect(decided(both, { quantity: '5' })).toEqual({ move: 'trace', rung: 0 })
  })

  test('without a known order cannot be traced', () => {
    const rungs = withState('placed').rungs.map(({ clientId: _, ...rung }) => rung)
    expect(decided(anOpenPosition({ rungs }))).toEqual({ move: 'hold' })
  })

  test('that fired or was banked leaves no order that could sell it again', () => {
    const [first, ...others] = withState('done').rungs
    if (!first) throw new Error('Expected a rung')
    const late = (change: Partial<Rung>) => {
      const position = anOpenPosition({ rungs: [{ ...first, ...change }, ...others] })
      return decided(position, {
        orders: [primaryOf(position), backupOf(position), rungOrderOf(position, 0)],
      })
    }
    const gone = { move: 'cancel', clientId: first.clientId, because: 'it was replaced' }
    expect(late({ offeredAt: now })).toEqual(gone)
    expect(late({ offeredAt: now, state: 'placed' })).toEqual({ move: 'hold' })
    // An earlier release did not record the time: its orders are not touched.
    expect(late({})).toEqual({ move: 'hold' })
  })

  test('is offered even if the price is unknown', () => {
    const doubted = anOpenPosition({ doubt: { why: 'no-price', at: now } })
    expect(decided(doubted, { markPrice: '0' })).toEqual({ move: 'offer', rung: 0 })
  })

  test('that fired is followed by a backup of the remaining quantity', () => {
    expect(decided(withState('done'), { quantity: '5' })).toEqual({ move: 'resize', quantity: '5' })
  })

  test('that the market has passed is banked with all others passed', () => {
    const jumped = { ...withState(), tier: 2 }
    expect(
      decided(jumped, { markPrice: '2512.5', orders: [primaryOf(jumped), backupOf(jumped)] }),
    ).toMatchObject({
      move: 'raise-stop',
    })
    const raisedBefore = { ...jumped, protection: { ...jumped.protection, level: '2502.51' } }
    const orders = [primaryOf(raisedBefore), backupOf(raisedBefore)]
    expect(decided(raisedBefore, { markPrice: '2512.5', orders })).toEqual({
      move: 'bank',
      rungs: [0, 1, 2],
      quantity: '7.5',
    })
    expect(decided(raisedBefore, { markPrice: '2512.49', orders })).toMatchObject({ rungs: [0, 1] })
  })

  test('is banked for at most the open quantity', () => {
    const rungs = fresh.rungs.map(rung => ({ ...rung, quantity: '4' }))
    const little = anOpenPosition({ openQuantity: '3', rungs })
    expect(
      decided(little, {
        markPrice: '2502.5',
        orders: [primaryOf(little), backupOf(little, { quantity: '3' })],
      }),
    ).toEqual({
      move: 'bank',
      rungs: [0],
      quantity: '3',
    })
  })

  test('waits for the market if the exchange rejects reduce-only', () => {
    const alone = anOpenPosition({ algoReduceOnlyRefused: true })
    expect(decided(alone, { orders: [primaryOf(alone)] })).toEqual({ move: 'hold' })
    expect(decided(alone, { orders: [primaryOf(alone)], markPrice: '2502.5' })).toMatchObject({
      move: 'bank',
    })
  })
})

describe('a sentiment', () => {
  test.each(['HOLD', 'opposes'] as const)('of %s counts once', sentiment => {
    expect(decide({ sentiment })).toEqual({ move: 'note-sentiment', sentiment })
    expect(nextMove(open(felt(calm, sentiment)), calmLook({ sentiment }))).toEqual({ move: 'hold' })
  })

  test('that agrees is new only after a different one', () => {
    expect(decide({ sentiment: 'agrees' })).toEqual({ move: 'hold' })
    expect(decide({ sentiment: 'agrees' }, { sentiment: 'HOLD' })).toEqual({
      move: 'note-sentiment',
      sentiment: 'agrees',
    })
    expect(decide({ sentiment: 'opposes' }, { sentiment: 'HOLD' })).toEqual({
      move: 'note-sentiment',
      sentiment: 'opposes',
    })
  })

  test('comes after all protection', () => {
    expect(decide({ sentiment: 'HOLD', orders: [] })).toEqual({ move: 'place', order: 'primary' })
  })
})
