import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem } from './system.ts'

const dynamo = memoryForTests()

test('the weight of looks is counted: by survey if they hold, by inspect if they act', async () => {
  const system = await openSystem(dynamo)
  const weighed = async (look: () => Promise<void>) => {
    const before = system.told.count('RequestWeight')
    await look()
    return system.told.count('RequestWeight') - before
  }
  // Each process has its own count: the first look reports what the executor spent.
  const entry = await weighed(async () => {
    await system.signal(buy(system))
    await system.nextTick()
  })
  // 46 of it is the last look, which counts all conditional orders of the account; docs/runbook.md says so.
  expect(entry).toBeGreaterThan(5 + 46 + 6)
  expect(entry).toBeLessThanOrEqual(90)
  // All positions at once, and the orders of the open one.
  expect(await weighed(system.nextTick)).toBe(5 + 1)
  system.move('60404')
  const raising = await weighed(system.nextTick)
  expect((await positionOf(system)).tier).toBeGreaterThan(0)
  expect(raising).toBeGreaterThan(5 + 1 + 3)
})

test('survey reports the address’s weight, and so does a look that sees a high one', async () => {
  const system = await openSystem(dynamo)
  const told = async (look: () => Promise<void>) => {
    const before = system.told.count('UsedWeight')
    await look()
    return system.told.count('UsedWeight') - before
  }
  await system.signal(buy(system))
  await system.nextTick()
  const quiet = await told(system.nextTick)
  expect(quiet).toBeGreaterThan(0)
  expect(quiet).toBeLessThan(200)
  for (let spent = 0; spent < 1_200; spent += 40) await system.send('GET', '/v1/openOrders')
  expect(await told(system.nextTick)).toBeGreaterThan(2 * 1_200)
})
