import { expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { openHouse } from './house.ts'
import { expectPromises } from './judge.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = memoryForTests()

test.each([
  ['external', 'open', undefined],
  ['signal', 'closed', 'sold'],
] as const)(
  'lists from before the entry prove nothing flat for a close as %s',
  async (reason, state, sold) => {
    const faults = createFaults()
    faults.add({ match: { path: '/fapi/v1/userTrades' }, fault: { kind: 'late', ms: 20_000 } })
    const house = await openHouse(dynamo, { faults })
    await house.signal(buy(house))
    const { id: positionId } = await positionOf(house)
    const from = house.clock.now()
    faults.add({
      match: { path: '/fapi/v3/positionRisk' },
      fault: { kind: 'row', show: { positionAmt: '0' }, from, to: from + 6_000 },
    })
    await house.close({ v: 1, positionId, reason })
    expect((await positionOf(house)).state).toBe(state)
    const [life] = await expectPromises(house)
    expect(life?.closedAt === undefined ? undefined : 'sold').toBe(sold)
  },
)
