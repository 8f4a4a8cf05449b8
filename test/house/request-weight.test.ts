import { expect, test } from 'vitest'
import { dynamoForTests } from '../state/local-table.ts'
import { openHouse } from './house.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = dynamoForTests()

test('what looks weigh is counted: by survey where they hold, by inspect where they act', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  await house.nextTick()
  const weighed = async (look: () => Promise<void>) => {
    const before = house.told.count('RequestWeight')
    await look()
    return house.told.count('RequestWeight') - before
  }
  // All positions at once, and the orders of the one that is open.
  expect(await weighed(house.nextTick)).toBe(5 + 1)
  house.move('60404')
  const raising = await weighed(house.nextTick)
  expect((await positionOf(house)).tier).toBeGreaterThan(0)
  expect(raising).toBeGreaterThan(5 + 1 + 3)
})
