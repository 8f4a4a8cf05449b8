import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

type Said = Readonly<Record<string, unknown>>
const close = (system: System, more: Said = {}) => buy(system, { id: 'close', action: 'CLOSE', ...more })
const hold = (system: System, more: Said = {}) => buy(system, { id: 'hold', action: 'HOLD', ...more })

async function opened(more: Said = {}): Promise<System> {
  const system = await openSystem(dynamo)
  await system.signal(buy(system, more))
  await system.nextTick()
  return system
}

async function expectClosed(system: System): Promise<void> {
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(await books(system)).toEqual([])
  await expectResultOf(system, position)
}

test('the next look carries out an accepted CLOSE even if its message is lost', async () => {
  const system = await opened()
  await system.gate(close(system))
  await system.take(system.trades.waiting.shift() ?? '')
  system.closes.waiting.length = 0
  expect(await verdictOn(system, 'close')).toBe('accepted')
  await system.nextTick()
  await expectClosed(system)
  await expectPromises(system)
})

test('each signal that asks for a close sends a message of its own', async () => {
  const system = await opened()
  const { id: positionId } = await positionOf(system)
  for (const id of ['first', 'second']) await system.gate(close(system, { id }))
  for (const body of system.trades.waiting.splice(0)) await system.take(body)
  const asked = { v: 1, positionId, reason: 'signal' }
  expect(system.closes.waiting.map(body => JSON.parse(body))).toEqual([asked, asked])
})

test('a writer that has the lease does not overwrite the wish to close', async () => {
  const system = await opened()
  const { id } = await positionOf(system)
  const leased = await system.state.positions.lease(
    id,
    'another',
    system.clock.now(),
    system.clock.now() + 60_000,
  )
  await system.gate(close(system))
  await system.take(system.trades.waiting.shift() ?? '')
  system.closes.waiting.length = 0
  if (!leased) throw new Error('the lease was not free')
  expect(await system.state.positions.write({ ...leased.item, tier: 0 }, leased.version)).toBeDefined()
  await system.state.positions.release(id, 'another')
  await system.nextTick()
  await expectClosed(system)
})

test('a position without stops gets one before the requested close', async () => {
  const system = await opened()
  await system.gate(close(system))
  await system.take(system.trades.waiting.shift() ?? '')
  system.closes.waiting.length = 0
  await system.exchange.cancelAllAlgo('BTCUSDT')
  // While a dead function has the lease, no function can close the position.
  const { id } = await positionOf(system)
  await system.state.positions.lease(id, 'dead', system.clock.now(), system.clock.now() + 25_000)
  await system.nextTick()
  expect((await system.exchange.openAlgoOrders('BTCUSDT')).map(({ type }) => type)).toEqual(['STOP_MARKET'])
  system.clock.advance(20_000)
  await system.nextTick()
  await expectClosed(system)
})

test('a BUY opens nothing after its CLOSE, though a HOLD is newer', async () => {
  const system = await openSystem(dynamo)
  const at = Math.floor(system.clock.now())
  await system.signal(hold(system, { timestamp: at - 10 }))
  await system.signal(close(system, { timestamp: at - 110 }))
  await system.signal(buy(system, { timestamp: at - 210 }))
  expect(await verdictOn(system)).toBe('superseded')
  expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
})

test('a BUY opens nothing after a later SELL, though a HOLD is newer', async () => {
  const system = await openSystem(dynamo)
  const at = Math.floor(system.clock.now())
  await system.gate(buy(system, { timestamp: at - 210 }))
  await system.gate(sell(system, { id: 'two', timestamp: at - 110 }))
  await system.gate(hold(system, { timestamp: at - 10 }))
  await system.drain()
  expect([await verdictOn(system), await verdictOn(system, 'two')]).toEqual(['superseded', 'accepted'])
})

test('a CLOSE closes the position of a BUY whose clock runs ahead', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system, { timestamp: Math.floor(system.clock.now()) + 4_900 }))
  system.clock.advance(3_000)
  await system.signal(close(system))
  expect(await verdictOn(system, 'close')).toBe('accepted')
  await expectClosed(system)
})

test('a CLOSE in whole seconds closes the position of a BUY of the same second', async () => {
  const system = await openSystem(dynamo)
  system.clock.advance(1_400 - (system.clock.now() % 1_000))
  await system.signal(buy(system))
  system.clock.advance(300)
  const second = Math.floor(system.clock.now() / 1_000) * 1_000
  await system.signal(close(system, { timestamp: new Date(second).toISOString() }))
  expect(await verdictOn(system, 'close')).toBe('accepted')
  await expectClosed(system)
})

test.each([undefined, 0.1])(
  'a CLOSE of the confidence %j closes, and keeps a BUY from opening',
  async confidence => {
    const system = await opened()
    const faint = (id: string) => close(system, { id, confidence })
    await system.signal(faint('first'))
    expect(await verdictOn(system, 'first')).toBe('accepted')
    await expectClosed(system)
    system.clock.advance(400_000)
    await system.gate(buy(system, { id: 'two' }))
    system.clock.advance(1_000)
    await system.signal(faint('second'))
    expect(await verdictOn(system, 'two')).toBe('superseded')
    expect(await verdictOn(system, 'second')).toBe('nothing-open')
    await expectPromises(system)
  },
)

test('a CLOSE that comes after a BUY of the same second closes its position', async () => {
  const system = await openSystem(dynamo)
  system.clock.advance(1_400 - (system.clock.now() % 1_000))
  const at = Math.floor(system.clock.now())
  await system.signal(buy(system, { timestamp: at - 200 }))
  await system.signal(close(system, { timestamp: at - 300 }))
  expect(await verdictOn(system, 'close')).toBe('accepted')
  await expectClosed(system)
})

test('a CLOSE of the second before the BUY closes nothing', async () => {
  const system = await openSystem(dynamo)
  system.clock.advance(1_400 - (system.clock.now() % 1_000))
  const at = Math.floor(system.clock.now())
  await system.signal(buy(system, { timestamp: at }))
  await system.signal(close(system, { timestamp: at - 500 }))
  expect(await verdictOn(system, 'close')).toBe('superseded')
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
})
