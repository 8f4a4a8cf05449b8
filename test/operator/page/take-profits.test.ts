import { expect, test } from 'vitest'
import type { Rung } from '#domain/position.ts'
import { takeProfitsOf } from '../../../infra/operator/page/read/position-shown.ts'

const rung = (tier: number, change: Partial<Rung>): Rung => ({
  ...{ triggerPrice: '2000', quantity: '1', tier, state: 'done' },
  ...change,
})

test('a take-profit ends when its order was traced, or when it was sold at market with others', () => {
  const rungs = [
    rung(0, { clientId: 'first', offeredAt: 1 }),
    rung(1, { clientId: 'second', offeredAt: 2 }),
    rung(2, { clientId: 'third', offeredAt: 3, state: 'placed' }),
    rung(3, {}),
  ]
  const journal = [
    { at: 10, event: 'take-profit-traced', clientId: 'first', status: 'FINISHED' },
    { at: 20, event: 'profit-banked', rungs: [1, 2] },
  ]
  expect(takeProfitsOf({ rungs }, journal).map(({ doneAt }) => doneAt)).toEqual([
    10,
    20,
    undefined,
    undefined,
  ])
  expect(takeProfitsOf({ rungs }).map(({ doneAt }) => doneAt)).toEqual(rungs.map(() => undefined))
})
