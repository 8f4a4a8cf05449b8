import { expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { aLife } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()
const second = 1_000
const order = 'POST /fapi/v1/order'

const ready = async () => {
  const system = await openSystem(dynamo, { known: [btcRules] })
  await system.gate(buy(system))
  return system
}
const message = (system: System) => system.trades.waiting[0] ?? ''
const detailOf = async (system: System) =>
  (await system.state.signals.read('xgboost#one', system.clock.now()))?.detail

async function expectOneOpen(system: System): Promise<void> {
  const { orders } = await system.venue.ledger('BTCUSDT')
  const entries = orders.filter(each => ownerOf(each.clientOrderId)?.purpose === 'entry')
  expect(entries).toHaveLength(1)
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  expect(await verdictOn(system)).toBe('accepted')
  expect(await books(system)).toHaveLength(3)
  await expectPromises(system)
}

test('the first delivery opens even if any one request before the entry fails once', async () => {
  const undisturbed = await ready()
  await undisturbed.drain()
  const { requests } = undisturbed.wire
  const before = requests.slice(0, requests.indexOf(order))
  expect(before.length).toBeGreaterThan(10)
  for (const [index, request] of before.entries()) {
    const system = await ready()
    system.wire.lose(index + 1, 'reset')
    await system.take(message(system))
    expect({ request, sent: system.wire.requests.filter(each => each === request).length }).toEqual({
      request,
      sent: requests.filter(each => each === request).length + 1,
    })
    await expectOneOpen(system)
  }
})

test('a signal that fails twice comes again after 5 s, then less and less often', async () => {
  const system = await ready()
  const away = { is: true }
  system.wire.refuse('GET /fapi/v3/account', -1003, () => away.is)
  for (let tries = 1; tries <= 7; tries++) {
    await expect(system.take(message(system))).rejects.toThrow('account')
    system.clock.advance(system.rests.at(-1) ?? 0)
  }
  expect(system.rests.map(rest => rest / second)).toEqual([5, 5, 5, 6, 8, 10, 14])
  expect(system.told.count('EntryFailed')).toBe(7)
  away.is = false
  await system.take(message(system))
  await expectOneOpen(system)
})

test('while the exchange stays away, a signal gets a verdict with the cause in time', async () => {
  const system = await ready()
  system.wire.refuse('GET /fapi/v3/account', -1003)
  for (let tries = 1; tries <= 8; tries++) {
    await expect(system.take(message(system))).rejects.toThrow()
    system.clock.advance(system.rests.at(-1) ?? 0)
  }
  const asked = system.wire.requests.length
  await system.take(message(system))
  expect(await verdictOn(system)).toBe('stale')
  expect(await detailOf(system)).toMatch(
    /^it is 6\d s old; at most 60 s; before that: account: -1003 refused by the test/,
  )
  expect(system.wire.requests).toHaveLength(asked)
})

test('a signal too old for another try gets none', async () => {
  const system = await ready()
  system.wire.once('GET /fapi/v3/account', () => system.clock.advance(61 * second))
  system.wire.refuse('GET /fapi/v3/account', -1003)
  await system.take(message(system))
  expect(await verdictOn(system)).toBe('stale')
  expect(await detailOf(system)).toContain('before that: account: -1003')
  expect(system.rests).toEqual([])
})

test('an interrupted entry, and one that meets another writer, come again at the pace of their queue', async () => {
  const system = await ready()
  system.watch.startable = false
  await expect(system.take(message(system))).rejects.toThrow('the watch cannot be started')
  expect(await positionOf(system)).toMatchObject({ state: 'entering' })
  expect(system.rests).toEqual([])
  const { id } = await positionOf(system)
  await system.state.positions.lease(id, 'another', system.clock.now(), system.clock.now() + 60 * second)
  await expect(system.take(message(system))).rejects.toThrow('being changed by another writer')
  expect(system.rests).toEqual([])
})

test('a CLOSE that cannot be passed on is tried again soon, and never gets too old', async () => {
  const system = await openSystem(dynamo, { known: [btcRules] })
  await system.signal(buy(system))
  await system.gate(buy(system, { id: 'close', action: 'CLOSE' }))
  const rests: number[] = []
  for (const age of [0, 60, 900]) {
    system.clock.advance(age * second)
    const life = aLife()
    const broken = {
      ...life,
      through: <T extends object>(name: string, port: T) => (name === 'closes' ? failing(port) : port),
    }
    await expect(system.take(message(system), broken)).rejects.toThrow('the queue is away')
    rests.push((system.rests.at(-1) ?? 0) / second)
  }
  expect(rests).toEqual([5, 20, 90])
  await system.drain()
  expect(await positionOf(system)).toMatchObject({ state: 'closed' })
})

const failing = <T extends object>(port: T): T =>
  Object.fromEntries(
    Object.keys(port).map(key => [
      key,
      async () => {
        throw new Error('the queue is away')
      },
    ]),
  ) as T
