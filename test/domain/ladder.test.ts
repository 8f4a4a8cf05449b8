import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { roundTripOfMargin, takerFee } from '#domain/fees.ts'
import { defaultLadder, isRising, type Ladder, type Tier, tiersReached } from '#domain/ladder.ts'
import { ladders } from '#domain/ladders.ts'

describe('the tiers that a profit has reached', () => {
  test.each([
    ['-0.5', 0],
    ['0.04999', 0],
    ['0.05', 1],
    ['0.0999', 1],
    ['0.1', 2],
    ['0.2', 3],
    ['0.35', 4],
    ['0.6', 5],
    ['9', 5],
  ])('%s reaches %d', (pnl, tiers) => {
    expect(tiersReached(defaultLadder, dec(pnl))).toBe(tiers)
  })
})

test('the default ladder is the documented one', () => {
  const rows = defaultLadder.map(({ at, stop, takeProfit }) => [
    at,
    stop === 'break-even' ? stop : stop.lock,
    takeProfit.at,
    takeProfit.share,
  ])
  expect(rows).toEqual([
    ['0.05', 'break-even', '0.08', '0.25'],
    ['0.10', '0.20', '0.15', '0.25'],
    ['0.20', '0.40', '0.25', '0.20'],
    ['0.35', '0.60', '0.45', '0.15'],
    ['0.60', '0.70', '1.00', 'rest'],
  ])
})

describe('a ladder', () => {
  const tier = (at: string, to: string, share: string, stop: Tier['stop'] = 'break-even'): Tier => ({
    at,
    stop,
    takeProfit: { at: to, share },
  })

  test.each<[string, Ladder]>([
    ...Object.entries(ladders),
    ['one tier that sells the rest', [tier('0.05', '0.1', 'rest')]],
    ['a take-profit at the next tier', [tier('0.05', '0.1', '0.5'), tier('0.1', '0.2', 'rest')]],
    ['shares of the whole runner', [tier('0.05', '0.1', '0.5'), tier('0.1', '0.2', '0.5')]],
    [
      'the same lock twice',
      [tier('0.1', '0.2', '0.1', { lock: '0.2' }), tier('0.2', '0.3', '0.1', { lock: '0.2' })],
    ],
  ])('rises: %s', (_, ladder) => {
    expect(isRising(ladder)).toBe(true)
  })

  test.each<[string, Ladder]>([
    ['tiers fall', [tier('0.2', '0.3', '0.1'), tier('0.1', '0.4', '0.1')]],
    ['a tier comes twice', [tier('0.1', '0.15', '0.1'), tier('0.1', '0.2', '0.1')]],
    ['a take-profit lies at its tier', [tier('0.1', '0.1', '0.1')]],
    ['one before the last does', [tier('0.1', '0.1', '0.1'), tier('0.2', '0.3', '0.1')]],
    ['a take-profit lies beyond the next tier', [tier('0.1', '0.3', '0.1'), tier('0.2', '0.4', '0.1')]],
    [
      'a lock falls',
      [tier('0.1', '0.2', '0.1', { lock: '0.4' }), tier('0.2', '0.3', '0.1', { lock: '0.3' })],
    ],
    ['break-even follows a lock', [tier('0.1', '0.2', '0.1', { lock: '0.4' }), tier('0.2', '0.3', '0.1')]],
    ['a lock takes all of the profit', [tier('0.1', '0.2', '0.1', { lock: '1' })]],
    ['shares exceed the runner', [tier('0.1', '0.2', '0.6'), tier('0.2', '0.3', '0.5')]],
    ['the rest is not last', [tier('0.1', '0.2', 'rest'), tier('0.2', '0.3', '0.1')]],
  ])('does not rise where %s', (_, ladder) => {
    expect(isRising(ladder)).toBe(false)
  })
})

test('each step of the fee-aware ladder earns more than the fees at 30x', () => {
  const fees = roundTripOfMargin(30, dec(takerFee))
  for (const { at, stop, takeProfit } of ladders['fee-aware']) {
    expect(fees.times(3).lt(at)).toBe(true)
    expect(fees.times(5).lte(takeProfit.at)).toBe(true)
    // A lock below break-even moves nothing.
    if (stop !== 'break-even') expect(dec(at).times(stop.lock).minus(fees).gt(fees)).toBe(true)
  }
})
