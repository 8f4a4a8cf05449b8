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

test('one of two overlapping runs claims the tick', async () => {
  const claims = await Promise.all([state.watch.claim(100, 'run-1'), state.watch.claim(100, 'run-2')])
  expect(claims.filter(Boolean)).toHaveLength(1)
})

test('the run that claimed a tick claims it again when it is repeated', async () => {
  expect(await state.watch.claim(100, 'run-1')).toEqual({ tick: 100 })
  expect(await state.watch.claim(100, 'run-1')).toEqual({ tick: 100 })
  expect(await state.watch.claim(100, 'run-2')).toBeUndefined()
})

test('no run can claim a past tick, any run can claim the next one', async () => {
  await state.watch.claim(100, 'run-1')
  expect(await state.watch.claim(90, 'run-1')).toBeUndefined()
  expect(await state.watch.claim(110, 'run-2')).toEqual({ tick: 110 })
})

test('the exchange’s last answer is kept beside the tick, and no earlier one replaces it', async () => {
  expect(await state.watch.last()).toBeUndefined()
  await state.watch.hear({ at: 1 })
  expect(await state.watch.last()).toBeUndefined()
  expect(await state.watch.claim(100, 'run-1')).toEqual({ tick: 100 })
  const refused = { at: 101, failure: 'positionRisk: not from here (HTTP 451)', code: 451 }
  await state.watch.hear(refused)
  await state.watch.hear({ at: 99 })
  expect(await state.watch.last()).toEqual({ tick: 100, heard: refused })
  expect(await state.watch.claim(110, 'run-2')).toEqual({ tick: 110, heard: refused })
  await state.watch.hear({ at: 111 })
  expect(await state.watch.last()).toEqual({ tick: 110, heard: { at: 111 } })
})
