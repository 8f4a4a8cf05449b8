import { test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { banked, offered, raised, resized, risen } from '#domain/intentions.ts'
import { type Improvement, violations } from '#domain/invariants.ts'
import type { Look } from '#domain/look.ts'
import type { Move } from '#domain/move.ts'
import type { OpenPosition, Position, Rung } from '#domain/position.ts'
import type { ImprovementInvariant } from '#domain/violation.ts'
import { aLook, anOpenPosition, backupOf, bridgeOf, now, orderId, primaryOf } from './builders.ts'
import { calm, calmLook, open } from './calm.ts'
import { intended, lookAt, marked, nextMoveOf, opened, sent, type World } from './ideal-exchange.ts'
import { marksOf, scenario } from './scenario.ts'

/** A long of 10 ETH at 2500, its stop at 2498.34, its first take-profit of 5 in the book; its next client id is the 4th. */
const broken = (after: Position, change: Partial<Improvement> = {}): readonly ImprovementInvariant[] =>
  violations({ before: calm, after, look: calmLook({ markPrice: '2510' }), ...change }).map(
    ({ invariant }) => invariant,
  )

const at = (level: string, before: OpenPosition = calm) => raised(before, level, 1)
const short = anOpenPosition({ side: 'short' })
const shortly = (level: string) =>
  broken(at(level, short), { before: short, look: aLook(short, { markPrice: '2490' }) })

describe('a stop', () => {
  test('never loosens, long or short', () => {
    expect(broken(at('2502.51'))).toEqual([])
    expect(broken(at('2498.34'))).toEqual([])
    expect(broken(at('2498.33'))).toEqual(['stop-looser'])
    expect(shortly('2497.49')).toEqual([])
    expect(shortly('2501.66')).toEqual([])
    expect(shortly('2501.67')).toEqual(['stop-looser'])
  })

  test('that moves is no looser than any that stands for all that is open, but for a tick', () => {
    const beside = (change: object) => {
      const orders = [primaryOf(calm), { ...bridgeOf(calm), triggerPrice: '2503', ...change }]
      return broken(at('2502.51'), { look: calmLook({ markPrice: '2510', orders }) })
    }
    expect(beside({})).toEqual(['stop-looser'])
    expect(beside({ triggerPrice: '2502.52' })).toEqual([])
    expect(beside({ triggerPrice: '2502.53' })).toEqual(['stop-looser'])
    expect(beside({ quantity: '9.999' })).toEqual([])
    expect(beside({ quantity: '0', closePosition: true })).toEqual(['stop-looser'])
    // The backup may not fill.
    expect(beside({ type: 'STOP' })).toEqual([])
  })

  test('that stays may stand better than the record says', () => {
    const orders = [primaryOf(calm, { triggerPrice: '2499' })]
    expect(broken(resized(calm, '5'), { look: calmLook({ quantity: '5', orders }) })).toEqual([])
  })

  test('does not move to where the market is already, long or short', () => {
    expect(broken(at('2509.99'))).toEqual([])
    expect(broken(at('2510'))).toEqual(['stop-past-mark'])
    expect(shortly('2490.01')).toEqual([])
    expect(shortly('2490')).toEqual(['stop-past-mark'])
    expect(broken(at('2510'), { look: { quantity: '10', orders: [] } })).toEqual([])
  })

  test('that follows one that stands may be passed by the market, and by others that are cancelled', () => {
    const late = { ...bridgeOf(calm), clientId: orderId('bridge', 3), triggerPrice: '2503' }
    const orders = [primaryOf(calm), late, { ...late, clientId: 'another', triggerPrice: '2504' }]
    const follows = (level: string) =>
      broken(raised({ ...calm, intents: 4 }, level, 0, late.clientId), {
        before: { ...calm, intents: 4 },
        look: calmLook({ markPrice: '2503', orders }),
      })
    expect(follows('2503')).toEqual([])
    expect(follows('2503.5')).toEqual(['stop-looser', 'stop-past-mark'])
  })

  test('that moves to where another stands that is no bridge may be passed by nothing', () => {
    const other = { ...bridgeOf(calm), clientId: orderId('bridge', 3), triggerPrice: '2503' }
    const orders = [primaryOf(calm), other]
    const before = { ...calm, intents: 4 }
    const look = calmLook({ markPrice: '2503', orders })
    expect(broken(at('2503', before), { before, look })).toEqual(['stop-past-mark'])
  })

  test('that the market has passed may stay, while something else gets better', () => {
    expect(broken(risen(calm, 1), { look: calmLook({ markPrice: '2498' }) })).toEqual([])
  })
})

test('a tier that was reached stays reached, and none is beyond the ladder', () => {
  const before = { ...calm, tier: 2 }
  const to = (tier: number) => broken(risen(before, tier), { before })
  expect(to(2)).toEqual([])
  expect(to(1)).toEqual(['tier-falls'])
  expect(to(5)).toEqual([])
  expect(to(6)).toEqual(['tier-falls'])
})

describe('a client id', () => {
  const { intents } = calm

  test('is never one that an order of the position had, as its record or the book tells', () => {
    const from = (count: number, orders: Look['orders'] = []) => {
      const before = { ...calm, intents: count }
      return broken(at('2502.51', before), { before, look: calmLook({ markPrice: '2510', orders }) })
    }
    expect(from(intents)).toEqual([])
    expect(from(intents - 1)).toEqual(['client-id-used'])
    expect(from(0)).toEqual(['client-id-used'])
    const inBook = (clientId: string) => from(intents, [{ ...backupOf(calm), clientId }])
    expect(inBook(orderId('bridge', intents - 1))).toEqual([])
    expect(inBook(orderId('bridge', intents))).toEqual(['client-id-used'])
    // Of others, or of another position, it tells nothing.
    expect(inBook('autoclose-99')).toEqual([])
    expect(inBook('qt-test-abcdefghijkl-p99')).toEqual([])
  })

  test.each([
    ['entry', { entry: { ...calm.entry, clientId: orderId('entry', intents) } }],
    ['bridge', { protection: { ...calm.protection, bridge: orderId('bridge', intents) } }],
    ['former', { protection: { ...calm.protection, former: orderId('primary', intents) } }],
    ['primary', { protection: { ...calm.protection, primary: orderId('primary', intents) } }],
    ['backup', { protection: { ...calm.protection, backup: orderId('backup', intents) } }],
    ['rung', { rungs: calm.rungs.map(rung => ({ ...rung, clientId: orderId('rung', intents) })) }],
  ])('is counted wherever the record has it: %s', (_, change) => {
    const before = { ...calm, ...change }
    const look = { quantity: '10', markPrice: '2510', orders: [] }
    expect(broken(at('2502.51', before), { before, look })).toEqual(['client-id-used'])
  })

  test('that nothing needs is no matter, and the counter never goes back', () => {
    const before = { ...calm, intents: 0 }
    expect(broken(risen(before, 1), { before })).toEqual([])
    expect(broken({ ...risen(calm, 1), intents: intents - 1 })).toEqual(['client-id-used'])
  })

  test('is told by its number', () => {
    const before = { ...calm, intents: 1 }
    expect(
      violations({ before, after: at('2502.51', before), look: calmLook({ markPrice: '2510' }) }),
    ).toEqual([{ invariant: 'client-id-used', expected: `client ids from ${intents} on`, found: '1 to 3' }])
  })
})

test('what is recorded as open is what was seen open, and something', () => {
  const to = (quantity: string, seen: string) =>
    broken(resized(calm, quantity), { look: calmLook({ quantity: seen }) })
  expect(to('5', '5')).toEqual([])
  expect(to('12', '12')).toEqual([])
  expect(to('12', '5')).toEqual(['quantity-unseen'])
  expect(to('0', '0')).toEqual(['quantity-unseen'])
  expect(to('-5', '-5')).toEqual(['quantity-unseen'])
  expect(to('10', '5')).toEqual([])
  const { openQuantity: _, ...forgotten } = calm
  expect(broken(forgotten, { look: calmLook({ quantity: '1' }) })).toEqual(['quantity-unseen'])
})

describe('a take-profit', () => {
  const banks = (rungs: readonly number[], quantity: string, before: OpenPosition = calm, seen = '10') =>
    broken(banked(before, rungs, dec(quantity))[0], {
      before,
      look: calmLook({ quantity: seen }),
      sale: { rungs, quantity },
    })
  const withRung = (index: number, change: Partial<Rung>) =>
    open({ ...calm, rungs: calm.rungs.map((rung, at) => (at === index ? { ...rung, ...change } : rung)) })

  test('sells what it has', () => {
    expect(banks([1], '1.25')).toEqual([])
    expect(banks([1, 2], '2.5')).toEqual([])
    expect(banks([0], '5')).toEqual([])
    expect(broken(offered(calm, 1, now), { sale: { rungs: [1], quantity: '1.25' } })).toEqual([])
  })

  test('sells no more than it has, but for what the least order rounds up', () => {
    expect(banks([1], '1.251')).toEqual(['order-too-large'])
    expect(banks([1, 2], '5')).toEqual(['order-too-large'])
    const small = withRung(1, { quantity: '0.0004' })
    expect(banks([1], '0.001', small)).toEqual([])
    expect(banks([1], '0.002', small)).toEqual(['order-too-large'])
  })

  test('sells no more than is open, as it was seen or is recorded', () => {
    const smaller = open({ ...calm, openQuantity: '1' })
    expect(banks([1], '1', smaller, '1')).toEqual([])
    expect(banks([1], '1.25', smaller, '1')).toEqual(['order-too-large'])
    expect(banks([1], '1.25', smaller, '10')).toEqual([])
    expect(banks([1], '1.25', calm, '1')).toEqual([])
  })

  test('that has sold does not sell again, nor one twice in an order', () => {
    const done = withRung(1, { state: 'done' })
    expect(banks([1], '1.25', done)).toEqual(['rung-spent'])
    expect(banks([2], '1.25', done)).toEqual([])
    expect(banks([2, 2], '2.5')).toEqual(['rung-spent'])
    expect(banks([9], '0.5')).toEqual(['rung-spent', 'order-too-large'])
    expect(broken(offered(done, 1, now), { before: done, sale: { rungs: [1], quantity: '1.25' } })).toEqual([
      'rung-spent',
    ])
  })

  test('that has sold is not forgotten', () => {
    const done = withRung(1, { state: 'done' })
    expect(broken(risen(done, 1), { before: done })).toEqual([])
    expect(broken(risen(calm, 1), { before: done })).toEqual(['rung-spent'])
  })

  test('is refused where they would sell more than was entered, or less than nothing', () => {
    expect(banks([1], '1.25', withRung(2, { quantity: '1.251' }))).toEqual(['rungs-exceed-entry'])
    const negative = withRung(2, { quantity: '-0.001' })
    expect(banks([1], '1.25', negative)).toEqual(['rungs-exceed-entry'])
    expect(banks([1], '1.25', withRung(2, { quantity: '0' }))).toEqual(['rungs-exceed-entry'])
    // The stop goes its way.
    expect(broken(at('2502.51', negative), { before: negative })).toEqual([])
  })

  test('that breaks one says what it was, what was expected and what was found', () => {
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

describe('what breaks one is told in the words of the trade', () => {
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
      // The record as it was, and not as it would be.
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

/** What an improvement is about to sell. */
function saleOf({ position }: World, move: Move): Pick<Improvement, 'sale'> {
  if (move.move === 'bank') return { sale: move }
  if (move.move !== 'offer') return {}
  return { sale: { rungs: [move.rung], quantity: position.rungs[move.rung]?.quantity ?? '' } }
}

property.prop([scenario], { numRuns: 200 })(
  'whatever the price does, no move of the rules is refused',
  script => {
    let world = opened(script.position)
    for (const { mark, moves } of marksOf(script)) {
      world = marked(world, mark)
      for (let count = 0; count <= moves; count++) {
        const move = nextMoveOf(world)
        if (['close', 'settle', 'hold'].includes(move.move)) break
        const next = intended(world, move)
        const improvement = { before: world.position, after: next.position, look: lookAt(world) }
        expect(violations({ ...improvement, ...saleOf(world, move) })).toEqual([])
        world = sent(next, move)
      }
    }
  },
)
