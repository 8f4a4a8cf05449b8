import { expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises } from './judge.ts'
import { aLife } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()
const second = 1_000
const order = 'POST /fapi/v1/order'

const ready = async () => {
  const house = await openHouse(dynamo, { known: [btcRules] })
  await house.gate(buy(house))
  return house
}
const message = (house: House) => house.trades.waiting[0] ?? ''
const detailOf = async (house: House) =>
  (await house.state.signals.read('xgboost#one', house.clock.now()))?.detail

async function expectOneOpen(house: House): Promise<void> {
  const { orders } = await house.venue.ledger('BTCUSDT')
  const entries = orders.filter(each => ownerOf(each.clientOrderId)?.purpose === 'entry')
  expect(entries).toHaveLength(1)
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  expect(await verdictOn(house)).toBe('accepted')
  expect(await books(house)).toHaveLength(3)
  await expectPromises(house)
}

test('any one request before the entry may fail once by a reset connection: the first delivery opens all the same', async () => {
  const undisturbed = await ready()
  await undisturbed.drain()
  const { requests } = undisturbed.wire
  const before = requests.slice(0, requests.indexOf(order))
  expect(before.length).toBeGreaterThan(10)
  for (const [index, request] of before.entries()) {
    const house = await ready()
    house.wire.lose(index + 1, 'reset')
    await house.take(message(house))
    expect({ request, sent: house.wire.requests.filter(each => each === request).length }).toEqual({
      request,
      sent: requests.filter(each => each === request).length + 1,
    })
    await expectOneOpen(house)
  }
})

test('what fails twice comes again after 5 s, and the later the less often', async () => {
  const house = await ready()
  const away = { is: true }
  house.wire.refuse('GET /fapi/v3/account', -1003, () => away.is)
  for (let tries = 1; tries <= 7; tries++) {
    await expect(house.take(message(house))).rejects.toThrow('account')
    house.clock.advance(house.rests.at(-1) ?? 0)
  }
  expect(house.rests.map(rest => rest / second)).toEqual([5, 5, 5, 6, 8, 10, 14])
  expect(house.told.count('EntryFailed')).toBe(7)
  away.is = false
  await house.take(message(house))
  await expectOneOpen(house)
})

test('an exchange that stays away ends a signal as a verdict with its cause, on time', async () => {
  const house = await ready()
  house.wire.refuse('GET /fapi/v3/account', -1003)
  for (let tries = 1; tries <= 8; tries++) {
    await expect(house.take(message(house))).rejects.toThrow()
    house.clock.advance(house.rests.at(-1) ?? 0)
  }
  const asked = house.wire.requests.length
  await house.take(message(house))
  expect(await verdictOn(house)).toBe('stale')
  expect(await detailOf(house)).toMatch(
    /^it is 6\d s old; at most 60 s; before that: account: -1003 refused by the test/,
  )
  expect(house.wire.requests).toHaveLength(asked)
})

test('a try that fails when the signal is too old by then is the last', async () => {
  const house = await ready()
  house.wire.once('GET /fapi/v3/account', () => house.clock.advance(61 * second))
  house.wire.refuse('GET /fapi/v3/account', -1003)
  await house.take(message(house))
  expect(await verdictOn(house)).toBe('stale')
  expect(await detailOf(house)).toContain('before that: account: -1003')
  expect(house.rests).toEqual([])
})

test('what was begun comes again at the pace of its queue, and so does what meets another writer', async () => {
  const house = await ready()
  house.watch.startable = false
  await expect(house.take(message(house))).rejects.toThrow('the watch cannot be started')
  expect(await positionOf(house)).toMatchObject({ state: 'entering' })
  expect(house.rests).toEqual([])
  const { id } = await positionOf(house)
  await house.state.positions.lease(id, 'another', house.clock.now(), house.clock.now() + 60 * second)
  await expect(house.take(message(house))).rejects.toThrow('in the hands of another writer')
  expect(house.rests).toEqual([])
})

test('a CLOSE that cannot be passed on is tried again soon, and never too old', async () => {
  const house = await openHouse(dynamo, { known: [btcRules] })
  await house.signal(buy(house))
  await house.gate(buy(house, { id: 'close', action: 'CLOSE' }))
  const rests: number[] = []
  for (const age of [0, 60, 900]) {
    house.clock.advance(age * second)
    const life = aLife()
    const broken = {
      ...life,
      through: <T extends object>(name: string, port: T) => (name === 'closes' ? failing(port) : port),
    }
    await expect(house.take(message(house), broken)).rejects.toThrow('the queue is away')
    rests.push((house.rests.at(-1) ?? 0) / second)
  }
  expect(rests).toEqual([5, 20, 90])
  await house.drain()
  expect(await positionOf(house)).toMatchObject({ state: 'closed' })
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
