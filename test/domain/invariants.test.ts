import { test as property } from '@fast-check/vitest'
import { expect, test } from 'vitest'
import { resized, risen } from '#domain/intentions.ts'
import { type Improvement, violations } from '#domain/invariants.ts'
import type { Move } from '#domain/move.ts'
import { calm, calmLook } from './calm.ts'
import { intended, lookAt, marked, nextMoveOf, opened, sent, type World } from './ideal-exchange.ts'
import { broken } from './improvement.ts'
import { marksOf, scenario } from './scenario.ts'

test('a reached tier stays reached, and no tier is beyond the ladder', () => {
  const before = { ...calm, tier: 2 }
  const to = (tier: number) => broken(risen(before, tier), { before })
  expect(to(2)).toEqual([])
  expect(to(1)).toEqual(['tier-falls'])
  expect(to(5)).toEqual([])
  expect(to(6)).toEqual(['tier-falls'])
})

test('the recorded open quantity is the one seen, and not zero', () => {
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

/** The quantity that an improvement is about to sell. */
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
