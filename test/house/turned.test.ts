import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = memoryForTests()

async function opened(environment = {}): Promise<House> {
  const house = await openHouse(dynamo, { known: [btcRules], environment })
  await house.signal(buy(house))
  await house.nextTick()
  return house
}

/** Somebody sells twice what is open and protects the short that he has then. */
async function turn(house: House): Promise<void> {
  const twice = { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '2.498' }
  await house.send('POST', '/v1/order', { ...twice, newClientOrderId: 'my-flip' })
  const stop = { algoType: 'CONDITIONAL', side: 'BUY', type: 'STOP_MARKET', triggerPrice: '60300' }
  const his = { symbol: 'BTCUSDT', ...stop, closePosition: true, clientAlgoId: 'my-own-stop' }
  await house.send('POST', '/v1/algoOrder', his)
  house.clock.advance(100)
}

test('a position that somebody turned by hand is settled where it crossed zero, and his stop stands', async () => {
  const house = await opened()
  await turn(house)
  await house.nextTick()
  await house.nextTick()
  expect(await books(house)).toEqual(['my-own-stop'])
  expect(house.told.count('ForeignPosition')).toBe(1)
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'external', netPnl: '-82.43400000' } })
  expect(position.result?.provisional).toBeUndefined()
  await expectResultOf(house, position)
  expect((await house.state.account.read()).item.day.net).toBe('-82.434')
  expect(dec((await house.exchange.position('BTCUSDT'))?.quantity ?? 0).toFixed()).toBe('1.249')
})

test('with QT_ADOPT=all what he has then is taken over, and charged with its own part of the fee', async () => {
  const house = await opened({ QT_ADOPT: 'all' })
  await turn(house)
  await house.nextTick()
  await house.nextTick()
  const slot = (await house.state.account.read()).item.slots.BTCUSDT
  await house.close({ v: 1, positionId: slot?.positionId ?? '', reason: 'signal' })
  const taken = await house.state.positions.read(slot?.positionId ?? '')
  if (!taken) throw new Error('Nothing was taken over')
  expect(taken.item).toMatchObject({ side: 'short', source: 'adopted', state: 'closed' })
  await expectResultOf(house, taken.item)
  expect(await books(house)).toEqual([])
})

test('orders that somebody placed on the symbol of a position go with it, and are told and counted', async () => {
  const house = await opened()
  const dip = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    price: '58000',
    quantity: '0.01',
    timeInForce: 'GTC',
  }
  await house.send('POST', '/v1/order', { ...dip, newClientOrderId: 'my-dip-buy' })
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  expect(await books(house)).toEqual([])
  expect(house.told.count('ForeignOrderCancelled')).toBe(1)
  await expectPromises(house)
})

test('what he has then is not taken for our lost position, though an order of that still stands', async () => {
  const house = await opened()
  await house.state.account.update(account => ({ ...account, slots: {} }))
  await turn(house)
  await house.nextTick()
  expect((await house.state.account.read()).item).toMatchObject({ slots: {}, foreign: ['BTCUSDT'] })
  expect(await books(house)).toContain('my-own-stop')
  expect((await house.exchange.position('BTCUSDT'))?.side).toBe('short')
})
