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

test('of two runs that overlap one claims the tick', async () => {
  const claims = await Promise.all([state.watch.claim(100, 'run-1'), state.watch.claim(100, 'run-2')])
  expect(claims.filter(Boolean)).toHaveLength(1)
})

test('the run that claimed a tick claims it again when it is repeated', async () => {
  expect(await state.watch.claim(100, 'run-1')).toBe(true)
  expect(await state.watch.claim(100, 'run-1')).toBe(true)
  expect(await state.watch.claim(100, 'run-2')).toBe(false)
})

test('a tick that is past cannot be claimed, the next one can be by any run', async () => {
  await state.watch.claim(100, 'run-1')
  expect(await state.watch.claim(90, 'run-1')).toBe(false)
  expect(await state.watch.claim(110, 'run-2')).toBe(true)
})
