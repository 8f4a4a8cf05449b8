import { expect, test } from 'vitest'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

type Said = Readonly<Record<string, unknown>>
const close = (house: House, more: Said = {}) => buy(house, { id: 'close', action: 'CLOSE', ...more })
const hold = (house: House, more: Said = {}) => buy(house, { id: 'hold', action: 'HOLD', ...more })

async function opened(more: Said = {}): Promise<House> {
  const house = await openHouse(dynamo)
  await house.signal(buy(house, more))
  await house.nextTick()
  return house
}

async function expectClosed(house: House): Promise<void> {
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(await books(house)).toEqual([])
  await expectResultOf(house, position)
}

test('an accepted CLOSE is carried out by the next look, whatever became of its message', async () => {
  const house = await opened()
  await house.gate(close(house))
  await house.take(house.trades.waiting.shift() ?? '')
  house.closes.waiting.length = 0
  expect(await verdictOn(house, 'close')).toBe('accepted')
  await house.nextTick()
  await expectClosed(house)
  await expectPromises(house)
})

test('each signal that asks for a close sends a message of its own', async () => {
  const house = await opened()
  const { id: positionId } = await positionOf(house)
  for (const id of ['first', 'second']) await house.gate(close(house, { id }))
  for (const body of house.trades.waiting.splice(0)) await house.take(body)
  const asked = { v: 1, positionId, reason: 'signal' }
  expect(house.closes.waiting.map(body => JSON.parse(body))).toEqual([asked, asked])
})

test('the wish to close is not lost to a writer that has the lease', async () => {
  const house = await opened()
  const { id } = await positionOf(house)
  const leased = await house.state.positions.lease(
    id,
    'another',
    house.clock.now(),
    house.clock.now() + 60_000,
  )
  await house.gate(close(house))
  await house.take(house.trades.waiting.shift() ?? '')
  house.closes.waiting.length = 0
  if (!leased) throw new Error('the lease was not free')
  expect(await house.state.positions.write({ ...leased.item, tier: 0 }, leased.version)).toBeDefined()
  await house.state.positions.release(id, 'another')
  await house.nextTick()
  await expectClosed(house)
})

test('a position whose stops are gone gets one before it is closed as wished', async () => {
  const house = await opened()
  await house.gate(close(house))
  await house.take(house.trades.waiting.shift() ?? '')
  house.closes.waiting.length = 0
  await house.exchange.cancelAllAlgo('BTCUSDT')
  // Somebody who died with the lease keeps the position from being closed.
  const { id } = await positionOf(house)
  await house.state.positions.lease(id, 'dead', house.clock.now(), house.clock.now() + 25_000)
  await house.nextTick()
  expect((await house.exchange.openAlgoOrders('BTCUSDT')).map(({ type }) => type)).toEqual(['STOP_MARKET'])
  house.clock.advance(20_000)
  await house.nextTick()
  await expectClosed(house)
})

test('a BUY opens nothing after its CLOSE, though a HOLD is newer', async () => {
  const house = await openHouse(dynamo)
  const at = Math.floor(house.clock.now())
  await house.signal(hold(house, { timestamp: at - 10 }))
  await house.signal(close(house, { timestamp: at - 110 }))
  await house.signal(buy(house, { timestamp: at - 210 }))
  expect(await verdictOn(house)).toBe('superseded')
  expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
})

test('a BUY opens nothing after a later SELL, though a HOLD is newer', async () => {
  const house = await openHouse(dynamo)
  const at = Math.floor(house.clock.now())
  await house.gate(buy(house, { timestamp: at - 210 }))
  await house.gate(sell(house, { id: 'two', timestamp: at - 110 }))
  await house.gate(hold(house, { timestamp: at - 10 }))
  await house.drain()
  expect([await verdictOn(house), await verdictOn(house, 'two')]).toEqual(['superseded', 'accepted'])
})

test('a CLOSE closes what a BUY opened whose clock runs ahead', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house, { timestamp: Math.floor(house.clock.now()) + 4_900 }))
  house.clock.advance(3_000)
  await house.signal(close(house))
  expect(await verdictOn(house, 'close')).toBe('accepted')
  await expectClosed(house)
})

test('a CLOSE in whole seconds closes what a BUY of the same second opened', async () => {
  const house = await openHouse(dynamo)
  house.clock.advance(1_400 - (house.clock.now() % 1_000))
  await house.signal(buy(house))
  house.clock.advance(300)
  const second = Math.floor(house.clock.now() / 1_000) * 1_000
  await house.signal(close(house, { timestamp: new Date(second).toISOString() }))
  expect(await verdictOn(house, 'close')).toBe('accepted')
  await expectClosed(house)
})

test('a CLOSE below the threshold keeps no BUY from opening', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  house.clock.advance(1_000)
  await house.signal(buy(house, { id: 'faint', action: 'CLOSE', confidence: 0.1 }))
  expect(await verdictOn(house, 'faint')).toBe('low-confidence')
  expect(await verdictOn(house)).toBe('accepted')
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
})
