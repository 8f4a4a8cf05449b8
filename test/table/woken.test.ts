import { beforeEach, expect, test } from 'vitest'
import type { WokenLooks } from '#domain/wake-budget.ts'
import { systemClock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let state: State
beforeEach(async () => {
  state = createState({ ...(await dynamo.createTable()), clock: systemClock })
})

const looks: WokenLooks = { minute: 1, weight: 15, looks: { abc: { at: 60_020, times: 1 } } }

test('woken looks are unknown before the first request, then known with the last requester', async () => {
  expect(await state.woken.read()).toBeUndefined()
  expect(await state.woken.write(looks, 0, 'run-1')).toBe(true)
  expect(await state.woken.read()).toEqual({ item: looks, version: 1, writer: 'run-1' })
  expect(await state.woken.write({ ...looks, weight: 30 }, 1, 'run-2')).toBe(true)
  expect(await state.woken.read()).toMatchObject({ item: { weight: 30 }, version: 2, writer: 'run-2' })
})

test('one of several concurrent requests for looks wins, the first time and every other', async () => {
  for (const before of [0, 1]) {
    const runs = ['run-1', 'run-2', 'run-3']
    const written = await Promise.all(runs.map(run => state.woken.write(looks, before, run)))
    expect(written.filter(Boolean)).toHaveLength(1)
  }
})
