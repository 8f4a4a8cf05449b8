import { beforeEach, expect, test } from 'vitest'
import type { SentinelStore } from '#ports/between-ticks.ts'
import { systemClock } from '#ports/clock.ts'
import { createState } from '#table/state.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let sentinel: SentinelStore
beforeEach(async () => {
  ;({ sentinel } = createState({ ...(await dynamo.createTable()), clock: systemClock }))
})
const beat = (now: number, change: { heldAt?: number; after?: string } = {}) => ({
  ...{ now, until: now + 30, heldAt: undefined, after: undefined },
  ...change,
})
const start = (now: number) => ({ now, startingUntil: now + 15, wantedAt: now })

test('one of several concurrent sentinels listens, and the others learn that', async () => {
  const holders = ['a', 'b', 'c', 'd']
  const kept = await Promise.all(holders.map(holder => sentinel.beat(holder, beat(100))))
  expect(kept.filter(Boolean)).toHaveLength(1)
})

test('any sentinel may follow a silent one', async () => {
  expect(await sentinel.beat('a', beat(100))).toBe(true)
  expect(await sentinel.beat('b', beat(129))).toBe(false)
  expect(await sentinel.beat('b', beat(130))).toBe(true)
  expect(await sentinel.beat('a', beat(131))).toBe(false)
})

test('a named successor takes over at once, and only one of two does', async () => {
  await sentinel.beat('a', beat(100))
  expect(await sentinel.beat('b', beat(101, { after: 'a' }))).toBe(true)
  expect(await sentinel.beat('c', beat(101, { after: 'a' }))).toBe(false)
  expect(await sentinel.beat('a', beat(102))).toBe(false)
})

test('no sentinel is started while one listens or starts, and each start is claimed once', async () => {
  const claims = await Promise.all([1, 2, 3].map(() => sentinel.claimStart(start(100))))
  expect(claims.filter(Boolean)).toHaveLength(1)
  expect(await sentinel.claimStart(start(114))).toBe(false)
  expect(await sentinel.claimStart(start(115))).toBe(true)
  await sentinel.beat('a', beat(120))
  expect(await sentinel.claimStart(start(149))).toBe(false)
  expect(await sentinel.claimStart(start(150))).toBe(true)
})

test('the time since when a sentinel is wanted is kept until one holds the line, then when it last did', async () => {
  await sentinel.claimStart(start(100))
  await sentinel.beat('a', beat(105))
  expect(await sentinel.read()).toMatchObject({ until: 135, wantedAt: 100 })
  await sentinel.beat('a', beat(110, { heldAt: 109 }))
  expect(await sentinel.read()).toEqual({ until: 140, heldAt: 109, startingUntil: 115 })
})

test('a sentinel that left is followed at once, and leaves no trace', async () => {
  await sentinel.claimStart(start(100))
  await sentinel.beat('a', beat(105, { heldAt: 105 }))
  await sentinel.leave('b')
  expect(await sentinel.claimStart(start(106))).toBe(false)
  await sentinel.leave('a')
  expect(await sentinel.read()).toEqual({ until: 0 })
  expect(await sentinel.claimStart(start(106))).toBe(true)
})
