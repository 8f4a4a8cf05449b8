import { expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import type { FaultRule } from '#paper/faults/rule.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem } from './system.ts'

const dynamo = memoryForTests()

const entry = { match: { method: 'POST', path: '/fapi/v1/order' }, times: 1 }
/** The market may move between what the entry was planned by and its fill. */
const slowEntry: FaultRule = { ...entry, fault: { kind: 'delay', when: 'engine', ms: 300 } }
/** One read shows the position flat, after so many that show it as it is. */
const flatOnce = ({ after }: { readonly after: number }): FaultRule => ({
  match: { path: '/fapi/v3/positionRisk' },
  ...{ skip: after, times: 1 },
  fault: { kind: 'row', show: { positionAmt: '0' } },
})

test.each([
  ['external', 'open', undefined],
  ['signal', 'closed', 'sold'],
] as const)(
  'lists from before the entry do not prove a position flat for a close as %s',
  async (reason, state, sold) => {
    const faults = createFaults()
    faults.add({ match: { path: '/fapi/v1/userTrades' }, fault: { kind: 'late', ms: 20_000 } })
    const system = await openSystem(dynamo, { faults })
    await system.signal(buy(system))
    const { id: positionId } = await positionOf(system)
    const from = system.clock.now()
    faults.add({
      match: { path: '/fapi/v3/positionRisk' },
      fault: { kind: 'row', show: { positionAmt: '0' }, from, to: from + 6_000 },
    })
    await system.close({ v: 1, positionId, reason })
    expect((await positionOf(system)).state).toBe(state)
    const [life] = await expectPromises(system)
    expect(life?.closedAt === undefined ? undefined : 'sold').toBe(sold)
  },
)

test('an entry is measured from the price that the look for it showed, even if later reads do not show it yet', async () => {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults })
  faults.add(slowEntry)
  faults.add({ ...entry, fault: { kind: 'drop', when: 'after' } })
  faults.add({ match: { path: '/fapi/v1/userTrades' }, fault: { kind: 'late', ms: 20_000 } })
  // Read before the entry, by the look for it, and after its first stop.
  faults.add(flatOnce({ after: 2 }))
  system.feed.push('BTCUSDT', system.clock.now() + 100, '59990')
  await system.signal(buy(system))
  const [life] = await expectPromises(system)
  const {
    entryPrice,
    entry: { touchPrice },
  } = await positionOf(system)
  expect(entryPrice).toBe(life?.entryPrice.toFixed())
  expect(entryPrice).not.toBe(touchPrice)
})

test('a position that its lists do not show yet sells nothing at the price before its entry', async () => {
  const faults = createFaults()
  const system = await openSystem(dynamo, { faults })
  faults.add(slowEntry)
  faults.add(flatOnce({ after: 1 }))
  // The entry fills better than planned: from there, the price before it would be a profit.
  system.feed.push('BTCUSDT', system.clock.now() + 100, '59900')
  await system.signal(buy(system, { stopLossPct: 0.1 }))
  const { state, openQuantity, entryQuantity } = await positionOf(system)
  expect({ state, openQuantity }).toEqual({ state: 'open', openQuantity: entryQuantity })
  await expectPromises(system)
})
