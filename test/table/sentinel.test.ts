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

test('of those that begin at once one listens, and the others are told so', async () => {
  const holders = ['a', 'b', 'c', 'd']
  const kept = await Promise.all(holders.map(holder => sentinel.beat(holder, beat(100))))
  expect(kept.filter(Boolean)).toHaveLength(1)
})

test('one that is heard of no more is followed by any', async () => {
  expect(await sentinel.beat('a', beat(100))).toBe(true)
  expect(await sentinel.beat('b', beat(129))).toBe(false)
  expect(await sentinel.beat('b', beat(130))).toBe(true)
  expect(await sentinel.beat('a', beat(131))).toBe(false)
})

test('the one that comes after takes over at once, and of two such one', async () => {
  await sentinel.beat('a', beat(100))
  expect(await sentinel.beat('b', beat(101, { after: 'a' }))).toBe(true)
  expect(await sentinel.beat('c', beat(101, { after: 'a' }))).toBe(false)
  expect(await sentinel.beat('a', beat(102))).toBe(false)
})

test('none is started while one listens or is being started, and each start is claimed once', async () => {
  const claims = await Promise.all([1, 2, 3].map(() => sentinel.claimStart(start(100))))
  expect(claims.filter(Boolean)).toHaveLength(1)
  expect(await sentinel.claimStart(start(114))).toBe(false)
  expect(await sentinel.claimStart(start(115))).toBe(true)
  await sentinel.beat('a', beat(120))
  expect(await sentinel.claimStart(start(149))).toBe(false)
  expect(await sentinel.claimStart(start(150))).toBe(true)
})

test('since when one is wanted is known until one holds the line, and then when it held it last', async () => {
  await sentinel.claimStart(start(100))
  await sentinel.beat('a', beat(105))
  expect(await sentinel.read()).toMatchObject({ until: 135, wantedAt: 100 })
  await sentinel.beat('a', beat(110, { heldAt: 109 }))
  expect(await sentinel.read()).toEqual({ until: 140, heldAt: 109, startingUntil: 115 })
})

test('after one has left the next is started at once, and nothing is left of it', async () => {
  await sentinel.claimStart(start(100))
  await sentinel.beat('a', beat(105, { heldAt: 105 }))
  await sentinel.leave('b')
  expect(await sentinel.claimStart(start(106))).toBe(false)
  await sentinel.leave('a')
  expect(await sentinel.read()).toEqual({ until: 0 })
  expect(await sentinel.claimStart(start(106))).toBe(true)
})
