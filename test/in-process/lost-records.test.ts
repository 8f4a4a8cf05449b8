import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

const slotOf = async (system: System) => (await system.state.account.read()).item.slots.BTCUSDT
const loseSlot = (system: System) => system.state.account.update(account => ({ ...account, slots: {} }))

test('the watch finds a position that lost its slot and was stopped out by its leftover orders', async () => {
  const system = await openSystem(dynamo, { environment: { QT_COOLDOWN_SECONDS: '0' } })
  await system.signal(buy(system))
  await loseSlot(system)
  system.move('59955')
  expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  for (let tick = 0; tick < 2; tick++) await system.nextTick()
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'stop-hit' } })
  await expectResultOf(system, position)
  const { day, slots } = (await system.state.account.read()).item
  expect(Number(day.net)).toBe(Number(position.result?.netPnl))
  expect(slots).toEqual({})
  expect(await books(system)).toEqual([])
  await system.signal(buy(system, { id: 'two' }))
  expect(await verdictOn(system, 'two')).toBe('accepted')
  await expectPromises(system)
})

test('a watch with nothing open cancels an order of ours from a position that ended long ago', async () => {
  const system = await openSystem(dynamo)
  const order = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', quantity: '0.1' } as const
  await system.exchange.placeAlgo({ ...order, triggerPrice: '50000', clientId: 'qt-test-000000000001-g7' })
  await system.exchange.placeAlgo({ ...order, triggerPrice: '50000', clientId: 'by-hand' })
  await system.nextTick()
  expect(await books(system)).toEqual(['by-hand'])
})

/** A system whose position item was deleted, with or without its stops. */
async function withoutRecord(): Promise<System> {
  let stored: Awaited<ReturnType<typeof dynamo.createTable>> | undefined
  const createTable = async () => {
    stored = await dynamo.createTable()
    return stored
  }
  const system = await openSystem({ createTable })
  await system.signal(buy(system))
  const { id } = await positionOf(system)
  const Key = { pk: `POSITION#${id}`, sk: 'ITEM' }
  await stored?.documents.send(new DeleteCommand({ TableName: stored.table, Key, ReturnValues: 'ALL_OLD' }))
  expect(await system.state.positions.read(id)).toBeUndefined()
  system.clock.advance(70_000)
  return system
}

test('the look that finds a slot without a record reports it and protects what is open', async () => {
  const system = await withoutRecord()
  await system.exchange.cancelAllAlgo('BTCUSDT')
  await system.nextTick()
  expect(system.told.count('RecordLost')).toBe(1)
  const slot = await slotOf(system)
  const taken = await system.state.positions.read(slot?.positionId ?? '')
  expect(taken?.item).toMatchObject({ source: 'adopted', side: 'long', openQuantity: '1.249' })
  const types = (await system.exchange.openAlgoOrders('BTCUSDT')).map(({ type }) => type)
  expect(types).toContain('STOP_MARKET')
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  expect(await slotOf(system)).toBeUndefined()
  expect(await books(system)).toEqual([])
})

test('a slot without a record and without a position is freed, and its orders are gone by the next look', async () => {
  const system = await withoutRecord()
  system.move('59955')
  for (let tick = 0; tick < 2; tick++) await system.nextTick()
  expect(await slotOf(system)).toBeUndefined()
  expect(await books(system)).toEqual([])
  expect(system.failures).toEqual([])
})

test('the watch leaves a slot that an executor has just taken, before it writes the record', async () => {
  const system = await openSystem(dynamo)
  const slot = {
    positionId: 'aaaaaaaaaaaa',
    side: 'long',
    since: system.clock.now(),
    worstLoss: '1',
  } as const
  await system.state.account.update(account => ({ ...account, slots: { BTCUSDT: slot } }))
  await system.nextTick()
  expect(await slotOf(system)).toEqual(slot)
  system.clock.advance(70_000)
  await system.nextTick()
  expect(await slotOf(system)).toBeUndefined()
})
