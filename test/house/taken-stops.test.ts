import { expect, test } from 'vitest'

import { createFaults, type Faults } from '#paper/faults/faults.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'

import { books, expectPromises } from './judge.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = memoryForTests()

test.each(['open', 'closing'] as const)(
  'stops of a position that is %s, taken away while a dead process holds the lease, stand again after one tick',
  async state => {
    const house = await openHouse(dynamo)
    await house.signal(buy(house))
    const { id, protection } = await positionOf(house)
    const now = house.clock.now()
    const leased = await house.state.positions.lease(id, 'dead', now, now + 60_000)
    if (leased && state === 'closing') {
      const closing = { ...leased.item, state, closing: { reason: 'signal', at: now } } as const
      await house.state.positions.write(closing, leased.version)
    }
    await house.exchange.cancelAllAlgo('BTCUSDT')
    await house.nextTick()
    expect(await books(house)).toContain(protection.primary)
    expect(house.told.of('stop-rescued')).toHaveLength(1)
  },
)

/** A raise to 60080 that a dead process has begun: its bridge is gone, and the stop at 60063.1 stands. */
async function diedRaising(faults?: Faults): Promise<House> {
  const house = await openHouse(dynamo, faults && { faults })
  await house.signal(buy(house))
  house.move('60104')
  await house.nextTick()
  const { id, protection } = await positionOf(house)
  const now = house.clock.now()
  const leased = await house.state.positions.lease(id, 'dead', now, now + 60_000)
  if (!leased) throw new Error('the position is busy')
  const raised = {
    ...leased.item,
    protection: { ...protection, level: '60080', primary: `${protection.primary}x` },
  }
  await house.state.positions.write(raised, leased.version)
  return house
}

const stopLevels = async ({ exchange }: House) =>
  (await exchange.openAlgoOrders('BTCUSDT'))
    .filter(({ type }) => type === 'STOP_MARKET')
    .map(({ triggerPrice }) => triggerPrice)
    .toSorted()

test('a raise that died with its bridge gone is brought to its level at the next tick, lease or no lease', async () => {
  const house = await diedRaising()
  await house.nextTick()
  expect(await stopLevels(house)).toEqual(['60063.1', '60080'])
  expect(house.told.of('stop-rescued')).toHaveLength(1)
})

test('and on the tick of today, where that has become another meanwhile', async () => {
  const faults = createFaults()
  const house = await diedRaising(faults)
  house.clock.advance(60_000)
  const { id } = await positionOf(house)
  await house.state.positions.lease(id, 'dead', house.clock.now(), house.clock.now() + 60_000)
  house.feed.push('BTCUSDT', house.clock.now(), '60104')
  faults.add({
    match: { symbol: 'BTCUSDT' },
    fault: { kind: 'rules', from: house.clock.now(), tickSize: '50' },
  })
  await house.nextTick()
  expect(await stopLevels(house)).toEqual(['60063.1', '60100'])
})

test('a position that was found keeps its owner’s stop until ours holds, and is settled with its result', async () => {
  const house = await openHouse(dynamo, { environment: { QT_ADOPT: 'all' } })
  await house.send('POST', '/v1/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' })
  const stop = { algoType: 'CONDITIONAL', symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET' }
  const hands = { ...stop, closePosition: true, triggerPrice: '50000', clientAlgoId: 'hand-stop' }
  await house.send('POST', '/v1/algoOrder', hands)
  await house.nextTick()
  await house.nextTick()
  const { slots } = (await house.state.account.read()).item
  const id = slots.BTCUSDT?.positionId ?? ''
  const orders = await books(house)
  expect(orders).not.toContain('hand-stop')
  expect(orders).toContain((await house.state.positions.read(id))?.item.protection.primary)
  await house.close({ v: 1, positionId: id, reason: 'operator' })
  const [life] = await expectPromises(house)
  const closed = (await house.state.positions.read(id))?.item
  expect(closed).toMatchObject({ state: 'closed', closedAt: life?.closedAt })
  expect(closed?.result?.netPnl).toBe(life?.netPnl.toFixed(8))
})
