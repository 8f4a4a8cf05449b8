import { expect, test } from 'vitest'

import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

test.each(['open', 'closing'] as const)(
  'stops of a position that is %s, cancelled while a dead process holds the lease, stand again after one tick',
  async state => {
    const system = await openSystem(dynamo)
    await system.signal(buy(system))
    const { id, protection } = await positionOf(system)
    const now = system.clock.now()
    const leased = await system.state.positions.lease(id, 'dead', now, now + 60_000)
    if (leased && state === 'closing') {
      const closing = { ...leased.item, state, closing: { reason: 'signal', at: now } } as const
      await system.state.positions.write(closing, leased.version)
    }
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await system.nextTick()
    expect(await books(system)).toContain(protection.primary)
    expect(system.told.of('stop-rescued')).toHaveLength(1)
  },
)

/** A dead process has begun a raise to 60080: its bridge is gone, and the stop at 60063.1 stands. */
async function diedRaising(faults?: Faults): Promise<System> {
  const system = await openSystem(dynamo, faults && { faults })
  await system.signal(buy(system))
  system.move('60104')
  await system.nextTick()
  const { id, protection } = await positionOf(system)
  const now = system.clock.now()
  const leased = await system.state.positions.lease(id, 'dead', now, now + 60_000)
  if (!leased) throw new Error('the position is busy')
  const raised = {
    ...leased.item,
    protection: { ...protection, level: '60080', primary: `${protection.primary}x` },
  }
  await system.state.positions.write(raised, leased.version)
  return system
}

const stopLevels = async ({ exchange }: System) =>
  (await exchange.openAlgoOrders('BTCUSDT'))
    .filter(({ type }) => type === 'STOP_MARKET')
    .map(({ triggerPrice }) => triggerPrice)
    .toSorted()

test('the next tick completes a raise that died and lost its bridge, lease or no lease', async () => {
  const system = await diedRaising()
  await system.nextTick()
  expect(await stopLevels(system)).toEqual(['60063.1', '60080'])
  expect(system.told.of('stop-rescued')).toHaveLength(1)
})

test('a raise that died is completed on the new price tick if that has changed', async () => {
  const faults = createFaults()
  const system = await diedRaising(faults)
  system.clock.advance(60_000)
  const { id } = await positionOf(system)
  await system.state.positions.lease(id, 'dead', system.clock.now(), system.clock.now() + 60_000)
  system.feed.push('BTCUSDT', system.clock.now(), '60104')
  faults.add({
    match: { symbol: 'BTCUSDT' },
    fault: { kind: 'rules', from: system.clock.now(), tickSize: '50' },
  })
  await system.nextTick()
  expect(await stopLevels(system)).toEqual(['60063.1', '60100'])
})

test('an adopted position keeps its owner’s stop until ours stands, and is settled with its result', async () => {
  const system = await openSystem(dynamo, { environment: { QT_ADOPT: 'all' } })
  await system.send('POST', '/v1/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' })
  const stop = { algoType: 'CONDITIONAL', symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET' }
  const hands = { ...stop, closePosition: true, triggerPrice: '50000', clientAlgoId: 'hand-stop' }
  await system.send('POST', '/v1/algoOrder', hands)
  await system.nextTick()
  await system.nextTick()
  const { slots } = (await system.state.account.read()).item
  const id = slots.BTCUSDT?.positionId ?? ''
  const orders = await books(system)
  expect(orders).not.toContain('hand-stop')
  expect(orders).toContain((await system.state.positions.read(id))?.item.protection.primary)
  await system.close({ v: 1, positionId: id, reason: 'operator' })
  const [life] = await expectPromises(system)
  const closed = (await system.state.positions.read(id))?.item
  expect(closed).toMatchObject({ state: 'closed', closedAt: life?.closedAt })
  expect(closed?.result?.netPnl).toBe(life?.netPnl.toFixed(8))
})
