import { expect, test } from 'vitest'
import { memoryForTests } from '../storm/memory-table.ts'
import { openHouse } from './house.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = memoryForTests()

test('what looks weigh is counted: by survey where they hold, by inspect where they act', async () => {
  const house = await openHouse(dynamo)
  const weighed = async (look: () => Promise<void>) => {
    const before = house.told.count('RequestWeight')
    await look()
    return house.told.count('RequestWeight') - before
  }
  // No process of the house is another's here: what the executor asked for is told by the first look.
  const entry = await weighed(async () => {
    await house.signal(buy(house))
    await house.nextTick()
  })
  // 46 of it are the last look, because all conditional orders of the account are counted; docs/runbook says so.
  expect(entry).toBeGreaterThan(5 + 46 + 6)
  expect(entry).toBeLessThanOrEqual(90)
  // All positions at once, and the orders of the one that is open.
  expect(await weighed(house.nextTick)).toBe(5 + 1)
  house.move('60404')
  const raising = await weighed(house.nextTick)
  expect((await positionOf(house)).tier).toBeGreaterThan(0)
  expect(raising).toBeGreaterThan(5 + 1 + 3)
})

test('what the address weighs is told by survey, and by a look that hears of much', async () => {
  const house = await openHouse(dynamo)
  const told = async (look: () => Promise<void>) => {
    const before = house.told.count('UsedWeight')
    await look()
    return house.told.count('UsedWeight') - before
  }
  await house.signal(buy(house))
  await house.nextTick()
  const quiet = await told(house.nextTick)
  expect(quiet).toBeGreaterThan(0)
  expect(quiet).toBeLessThan(200)
  for (let spent = 0; spent < 1_200; spent += 40) await house.send('GET', '/v1/openOrders')
  expect(await told(house.nextTick)).toBeGreaterThan(2 * 1_200)
})
