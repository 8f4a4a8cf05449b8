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

const reserved = async (window: number, count: number) => state.orders.reserve(window, count, 10)

test('a window gives out its orders and no more', async () => {
  expect(await reserved(7, 6)).toBe(true)
  expect(await reserved(7, 5)).toBe(false)
  expect(await reserved(7, 4)).toBe(true)
  expect(await reserved(7, 1)).toBe(false)
})

test('the next window begins anew, and a past one gives out nothing', async () => {
  expect(await reserved(7, 10)).toBe(true)
  expect(await reserved(8, 10)).toBe(true)
  expect(await reserved(7, 1)).toBe(false)
})

test('concurrent processes never get more than there is', async () => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => reserved(7, 2)))
  expect(answers.filter(Boolean)).toHaveLength(5)
})
