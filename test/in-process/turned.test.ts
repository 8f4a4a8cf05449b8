import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

async function opened(environment = {}): Promise<System> {
  const system = await openSystem(dynamo, { known: [btcRules], environment })
  await system.signal(buy(system))
  await system.nextTick()
  return system
}

/** A trader sells twice the open quantity and protects the resulting short. */
async function turn(system: System): Promise<void> {
  await sellTwice(system)
  await placeHisStop(system)
  system.clock.advance(100)
}

async function sellTwice(system: System): Promise<void> {
  const twice = { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '2.498' }
  await system.send('POST', '/v1/order', { ...twice, newClientOrderId: 'my-flip' })
}

async function placeHisStop(system: System): Promise<void> {
  const stop = { algoType: 'CONDITIONAL', side: 'BUY', type: 'STOP_MARKET', triggerPrice: '60300' }
  const his = { symbol: 'BTCUSDT', ...stop, closePosition: true, clientAlgoId: 'my-own-stop' }
  await system.send('POST', '/v1/algoOrder', his)
}

test('a position that its owner turned by hand is settled where it crossed zero, and the owner’s stop stands', async () => {
  const system = await opened()
  await turn(system)
  await system.nextTick()
  await system.nextTick()
  expect(await books(system)).toEqual(['my-own-stop'])
  expect(system.told.count('UnmanagedPosition')).toBe(1)
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'external', netPnl: '-82.43400000' } })
  expect(position.result?.provisional).toBeUndefined()
  await expectResultOf(system, position)
  expect((await system.state.account.read()).item.day.net).toBe('-82.434')
  expect(dec((await system.exchange.position('BTCUSDT'))?.quantity ?? 0).toFixed()).toBe('1.249')
})

test('the owner’s stop stands even if the book did not show it before ours were cancelled', async () => {
  const system = await opened()
  await sellTwice(system)
  system.wire.once('DELETE /fapi/v1/algoOrder', () => placeHisStop(system))
  system.wire.once('DELETE /fapi/v1/algoOpenOrders', () => placeHisStop(system))
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'external' } })
  await system.nextTick()
  expect(await books(system)).toEqual(['my-own-stop'])
})

test('with QT_ADOPT=all the owner’s new position is adopted, and charged only its part of the fee', async () => {
  const system = await opened({ QT_ADOPT: 'all' })
  await turn(system)
  await system.nextTick()
  await system.nextTick()
  const slot = (await system.state.account.read()).item.slots.BTCUSDT
  await system.close({ v: 1, positionId: slot?.positionId ?? '', reason: 'signal' })
  const taken = await system.state.positions.read(slot?.positionId ?? '')
  if (!taken) throw new Error('Nothing was taken over')
  expect(taken.item).toMatchObject({ side: 'short', source: 'adopted', state: 'closed' })
  await expectResultOf(system, taken.item)
  expect(await books(system)).toEqual([])
})

test('with QT_ADOPT=all a new position without a stop gets one at the look after ours is settled', async () => {
  const system = await opened({ QT_ADOPT: 'all' })
  const twice = { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '2.498' }
  await system.send('POST', '/v1/order', { ...twice, newClientOrderId: 'my-flip' })
  const found = async () => {
    await system.nextTick()
    const stops = (await system.exchange.openAlgoOrders('BTCUSDT')).filter(order => order.closePosition)
    return [(await system.state.account.read()).item.slots.BTCUSDT?.side, stops.map(({ side }) => side)]
  }
  expect(await found()).toEqual([undefined, []])
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'external' } })
  expect(await found()).toEqual(['short', ['BUY']])
})

test('another client’s orders on a position’s symbol are cancelled with it, reported and counted', async () => {
  const system = await opened()
  const dip = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    price: '58000',
    quantity: '0.01',
    timeInForce: 'GTC',
  }
  await system.send('POST', '/v1/order', { ...dip, newClientOrderId: 'my-dip-buy' })
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  expect(await books(system)).toEqual([])
  expect(system.told.count('OtherOrderCancelled')).toBe(1)
  await expectPromises(system)
})

test('the owner’s new position does not count as our lost one, even if one of our orders still stands', async () => {
  const system = await opened()
  await system.state.account.update(account => ({ ...account, slots: {} }))
  await turn(system)
  await system.nextTick()
  expect((await system.state.account.read()).item).toMatchObject({ slots: {}, foreign: ['BTCUSDT'] })
  expect(await books(system)).toContain('my-own-stop')
  expect((await system.exchange.position('BTCUSDT'))?.side).toBe('short')
})
