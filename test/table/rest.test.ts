import { beforeEach, expect, test } from 'vitest'
import { systemClock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let state: State
beforeEach(async () => {
  state = createState({ ...(await dynamo.createTable()), clock: systemClock })
})

test('nothing is known before a function was asked to wait', async () => {
  expect(await state.rest.read()).toEqual([])
})

test('a wait is prolonged and never shortened, whichever function writes last', async () => {
  await state.rest.prolong({ kind: 'limited', until: 2_000 })
  await state.rest.prolong({ kind: 'limited', until: 1_000 })
  expect(await state.rest.read()).toEqual([{ kind: 'limited', until: 2_000 }])
  await Promise.all([3_000, 5_000, 4_000].map(until => state.rest.prolong({ kind: 'limited', until })))
  expect(await state.rest.read()).toEqual([{ kind: 'limited', until: 5_000 }])
})

test('a ban stands beside the limit, whichever ends first', async () => {
  await state.rest.prolong({ kind: 'banned', until: 1_000 })
  await state.rest.prolong({ kind: 'limited', until: 2_000 })
  expect(await state.rest.read()).toEqual([
    { kind: 'limited', until: 2_000 },
    { kind: 'banned', until: 1_000 },
  ])
})
