import { expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import type { State } from '#state/port.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { aLife, type Life } from './life.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

/** Entries that reached the venue, whatever became of them. */
async function entriesSent(house: House): Promise<number> {
  const { orders } = await house.venue.ledger('BTCUSDT')
  return orders.filter(order => ownerOf(order.clientOrderId)?.purpose === 'entry').length
}

test('the same message twice is one signal and one position', async () => {
  const house = await openHouse(dynamo)
  const body = buy(house)
  await house.signal(body, 'message')
  await house.signal(body, 'message')
  expect(await verdictOn(house)).toBe('accepted')
  expect(await entriesSent(house)).toBe(1)
  expect(await expectPromises(house)).toHaveLength(1)
})

test('the same signal in two messages is refused the second time, and its verdict stays', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house), 'first')
  await house.signal(buy(house), 'second')
  expect(await verdictOn(house)).toBe('accepted')
  expect(house.told.of('signal-refused').map(line => line.reason)).toEqual(['duplicate'])
  expect(await entriesSent(house)).toBe(1)
})

test('a signal without an id is known by what it says', async () => {
  const house = await openHouse(dynamo)
  const { id: _, ...nameless } = buy(house)
  await house.signal(nameless, 'first')
  await house.signal({ ...nameless, symbol: 'BTCUSDT', confidence: 0.9 }, 'second')
  expect(house.told.of('signal-refused').map(line => line.reason)).toEqual(['duplicate'])
  expect(await entriesSent(house)).toBe(1)
})

test('two executors with the same message at once send one entry', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  const message = house.trades.waiting[0] ?? ''
  const taken = await Promise.allSettled([house.take(message), house.take(message)])
  expect(taken.filter(each => each.status === 'fulfilled').length).toBeGreaterThanOrEqual(1)
  await house.drain()
  expect(await verdictOn(house)).toBe('accepted')
  expect(await entriesSent(house)).toBe(1)
  expect(await expectPromises(house)).toHaveLength(1)
})

/** A process that waits before it takes the lease of what it has drafted, until the other one has done what it does. */
function pausing(whenDrafted: () => void, until: Promise<unknown>): Life {
  const life = aLife()
  return {
    ...life,
    through(name, port) {
      if (name !== 'state') return life.through(name, port)
      const { positions } = port as unknown as State
      const lease: State['positions']['lease'] = async (...given) => {
        whenDrafted()
        await until
        return positions.lease(...given)
      }
      return { ...port, positions: { ...positions, lease } }
    },
  }
}

test('of two executors that plan a signal by two prices, record, slot and journal tell of the one that was sent', async () => {
  const house = await openHouse(dynamo, { known: [btcRules] })
  await house.gate(buy(house))
  const message = house.trades.waiting[0] ?? ''
  const [drafted, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let first: Promise<void> | undefined
  house.wire.once('GET /fapi/v1/ticker/bookTicker', async () => {
    first = house.take(message, pausing(drafted.resolve, done.promise))
    await drafted.promise
    house.move('60020')
  })
  await house.take(message)
  done.resolve()
  await first
  const { id, entry } = await positionOf(house)
  const story = await house.state.journal.read(id)
  const plans = story.filter(({ event }) => event === 'entry-planned').map(({ outcome }) => String(outcome))
  const { limitPrice, worstLoss } = JSON.parse(plans[0] ?? '')
  expect([plans.length, entry.limitPrice]).toEqual([1, limitPrice])
  expect((await house.state.account.read()).item.slots.BTCUSDT).toMatchObject({ positionId: id, worstLoss })
  await expectPromises(house)
})

test.each(['POST /fapi/v1/marginType', 'GET /fapi/v1/premiumIndex'])(
  'an executor that another one overtakes at %s leaves slot and verdict as they are',
  async request => {
    const house = await openHouse(dynamo)
    await house.gate(buy(house))
    const message = house.trades.waiting[0] ?? ''
    // There the other one takes the same message from beginning to end, and finds no fill.
    house.wire.once(request, async () => {
      house.wire.once('POST /fapi/v1/order', () => house.tick('60100'))
      await house.take(message)
      expect(await verdictOn(house)).toBe('no-fill')
    })
    await house.take(message)
    expect((await house.state.account.read()).item.slots).toEqual({})
    expect(await entriesSent(house)).toBe(1)
    expect(await verdictOn(house)).toBe('no-fill')
  },
)

test('two executors with opposite signals at once open one position', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  await house.gate(sell(house, { id: 'two' }))
  const [first = '', second = ''] = house.trades.waiting
  await Promise.allSettled([house.take(first), house.take(second)])
  expect(await entriesSent(house)).toBe(1)
  expect(await expectPromises(house)).toHaveLength(1)
})

test('a message that is delivered again hours later changes nothing', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  const message = house.trades.waiting[0] ?? ''
  await house.drain()
  house.clock.advance(3 * 3_600_000)
  await house.take(message)
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  house.clock.advance(3 * 3_600_000)
  await house.take(message)
  expect(await verdictOn(house)).toBe('accepted')
  expect(await entriesSent(house)).toBe(1)
  expect(await books(house)).toEqual([])
})

test('a refused signal that is delivered again stays refused', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  const message = house.trades.waiting[0] ?? ''
  house.wire.once('POST /fapi/v1/order', () => house.tick('60100'))
  await house.drain()
  await house.take(message)
  expect(await verdictOn(house)).toBe('no-fill')
  expect(await entriesSent(house)).toBe(1)
})

test('a CLOSE that is delivered twice closes once', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  const { id } = await positionOf(house)
  await house.gate(buy(house, { id: 'close', action: 'CLOSE' }))
  const message = house.trades.waiting[0] ?? ''
  await house.drain()
  await house.take(message)
  await house.close({ v: 1, positionId: id, reason: 'emergency' })
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(house.told.count('EmergencyClose')).toBe(0)
  expect(house.told.notices).toEqual([])
  await expectPromises(house)
  await expectResultOf(house, position)
  const { day } = (await house.state.account.read()).item
  expect(Number(day.net)).toBe(Number(position.result?.netPnl))
})

test('a look from before the fill does not close what filled since', async () => {
  const house = await openHouse(dynamo)
  await house.gate(buy(house))
  const message = house.trades.waiting[0] ?? ''
  // The watch read the account just before; the executor fills and finishes before inspect runs.
  await house.take(message)
  const position = await positionOf(house)
  await house.inspect({ v: 1, id: position.id, symbol: 'BTCUSDT', quantity: '0', mark: '0' })
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  await expectPromises(house)
})

test('a close for an external reason leaves a position that is open after all', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  await house.close({ v: 1, positionId: (await positionOf(house)).id, reason: 'external' })
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  expect(await books(house)).toHaveLength(3)
})

test('an id that is used again once its verdict is forgotten is a duplicate, and opens nothing', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  const { id } = await positionOf(house)
  house.clock.advance(31 * 86_400_000)
  house.move('60000')
  await house.signal(buy(house))
  expect(await verdictOn(house)).toBe('duplicate')
  const verdict = await house.state.signals.read('xgboost#one', house.clock.now())
  expect(verdict?.detail).toMatch(new RegExp(`^its id was used at 2025-05-05T.*, for position ${id};`))
  expect((await house.state.account.read()).item.slots).toEqual({})
  await house.signal(buy(house, { id: 'new' }))
  expect(await verdictOn(house, 'new')).toBe('accepted')
})
