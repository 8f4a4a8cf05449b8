import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

const slotOf = async (house: House) => (await house.state.account.read()).item.slots.BTCUSDT
const loseSlot = (house: House) => house.state.account.update(account => ({ ...account, slots: {} }))

test('a position that lost its slot and was stopped out before the next look is found by the orders that it left', async () => {
  const house = await openHouse(dynamo, { environment: { QT_COOLDOWN_SECONDS: '0' } })
  await house.signal(buy(house))
  await loseSlot(house)
  house.move('59955')
  expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
  for (let tick = 0; tick < 2; tick++) await house.nextTick()
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  await expectResultOf(house, position)
  const { day, slots } = (await house.state.account.read()).item
  expect(Number(day.net)).toBe(Number(position.result?.netPnl))
  expect(slots).toEqual({})
  expect(await books(house)).toEqual([])
  await house.signal(buy(house, { id: 'two' }))
  expect(await verdictOn(house, 'two')).toBe('accepted')
  await expectPromises(house)
})

test('an order of ours whose position is long over is cancelled by a watch that has nothing open', async () => {
  const house = await openHouse(dynamo)
  const order = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', quantity: '0.1' } as const
  await house.exchange.placeAlgo({ ...order, triggerPrice: '50000', clientId: 'qt-test-000000000001-g7' })
  await house.exchange.placeAlgo({ ...order, triggerPrice: '50000', clientId: 'by-hand' })
  await house.nextTick()
  expect(await books(house)).toEqual(['by-hand'])
})

/** A house whose position item was deleted, with or without its stops. */
async function withoutRecord(): Promise<House> {
  let stored: Awaited<ReturnType<typeof dynamo.createTable>> | undefined
  const createTable = async () => {
    stored = await dynamo.createTable()
    return stored
  }
  const house = await openHouse({ createTable })
  await house.signal(buy(house))
  const { id } = await positionOf(house)
  const Key = { pk: `POSITION#${id}`, sk: 'ITEM' }
  await stored?.documents.send(new DeleteCommand({ TableName: stored.table, Key, ReturnValues: 'ALL_OLD' }))
  expect(await house.state.positions.read(id)).toBeUndefined()
  house.clock.advance(70_000)
  return house
}

test('a slot without a record is told, and what is open behind it is protected by the same look', async () => {
  const house = await withoutRecord()
  await house.exchange.cancelAllAlgo('BTCUSDT')
  await house.nextTick()
  expect(house.told.count('RecordLost')).toBe(1)
  const slot = await slotOf(house)
  const taken = await house.state.positions.read(slot?.positionId ?? '')
  expect(taken?.item).toMatchObject({ source: 'adopted', side: 'long', openQuantity: '1.249' })
  const types = (await house.exchange.openAlgoOrders('BTCUSDT')).map(({ type }) => type)
  expect(types).toContain('STOP_MARKET')
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  expect(await slotOf(house)).toBeUndefined()
  expect(await books(house)).toEqual([])
})

test('where nothing is open behind it the slot is given back, and its orders are gone by the next look', async () => {
  const house = await withoutRecord()
  house.move('59955')
  for (let tick = 0; tick < 2; tick++) await house.nextTick()
  expect(await slotOf(house)).toBeUndefined()
  expect(await books(house)).toEqual([])
  expect(house.failures).toEqual([])
})

test('a slot that was just taken is its executor’s, which has not written the record yet', async () => {
  const house = await openHouse(dynamo)
  const slot = { positionId: 'aaaaaaaaaaaa', side: 'long', since: house.clock.now(), worstLoss: '1' } as const
  await house.state.account.update(account => ({ ...account, slots: { BTCUSDT: slot } }))
  await house.nextTick()
  expect(await slotOf(house)).toEqual(slot)
  house.clock.advance(70_000)
  await house.nextTick()
  expect(await slotOf(house)).toBeUndefined()
})
