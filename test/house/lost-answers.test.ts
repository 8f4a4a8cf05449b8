import { expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import type { Loss } from './wire.ts'

const dynamo = memoryForTests()

/** What a scenario does once the house stands ready for it. */
interface Scenario {
  readonly ready: () => Promise<House>
  readonly act: (house: House) => Promise<void>
}

/** What arrives late does harm where it makes an order. */
const lossesOfKind: Partial<Record<string, readonly Loss[]>> = {
  'POST /fapi/v1/order': ['before', 'after', 'late'],
  'POST /fapi/v1/algoOrder': ['before', 'after', 'late'],
}

/**
 * The first request of each kind in an undisturbed run, with the ways in which its answer can get lost. The matrix
 * loses every answer; here it is lost between the real client and the venue.
 */
async function lossesOf({ ready, act }: Scenario) {
  const house = await ready()
  const before = house.wire.requests.length
  await act(house)
  return house.wire.requests.slice(before).flatMap((request, index, all) => {
    if (all.indexOf(request) !== index) return []
    const ways = lossesOfKind[request] ?? (request.startsWith('GET') ? ['before'] : ['before', 'after'])
    return ways.map(loss => ({ request, number: index + 1, loss }))
  })
}

async function disturbed({ ready, act }: Scenario, number: number, loss: Loss): Promise<House> {
  const house = await ready()
  house.wire.lose(number, loss)
  // A read that fails ends the invocation; queue and watch come again.
  await act(house).catch(error => expect(String(error)).toMatch(/connection was lost|could not be resolved/))
  await house.wire.wait(5_000)
  return house
}

async function ticks(house: House, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) {
    await house.nextTick()
    await expectPromises(house, { failures: true })
  }
}

const entry: Scenario = {
  async ready() {
    const house = await openHouse(dynamo, { known: [btcRules] })
    await house.gate(buy(house))
    return house
  },
  act: house => house.drain(),
}

test('an entry survives the loss of any answer: never two of it, and what filled is protected', async () => {
  for (const lost of await lossesOf(entry)) {
    const house = await disturbed(entry, lost.number, lost.loss)
    await house.nextTick()
    const open = await house.exchange.position('BTCUSDT')
    const stops = (await house.exchange.openAlgoOrders('BTCUSDT')).filter(each => each.closePosition)
    expect({ lost, stops: stops.length }).toEqual({ lost, stops: open ? 1 : 0 })
    await house.drain()
    await ticks(house, 1)
    const { orders } = await house.venue.ledger('BTCUSDT')
    const entries = orders.filter(order => ownerOf(order.clientOrderId)?.purpose === 'entry')
    const verdict = await house.state.signals.read('xgboost#one', house.clock.now())
    expect(entries.length).toBeLessThanOrEqual(1)
    if (verdict?.verdict === 'refused') {
      expect({ lost, entries: entries.length, slots: (await house.state.account.read()).item.slots }).toEqual(
        {
          lost,
          entries: 0,
          slots: {},
        },
      )
      // Only a setting that got lost, or an entry that never arrived, costs the trade.
      const neverArrived = lost.request === 'POST /fapi/v1/order' && lost.loss === 'before'
      expect({ lost, reason: await verdictOn(house) }).toEqual({
        lost,
        reason: neverArrived ? 'no-fill' : 'refused',
      })
      if (!neverArrived) expect(lost.request).toMatch(/leverage|marginType/)
      continue
    }
    expect({ lost, state: (await positionOf(house)).state }).toEqual({ lost, state: 'open' })
    expect(await books(house)).toHaveLength(3)
  }
})

const ratchet: Scenario = {
  async ready() {
    const house = await openHouse(dynamo, { known: [btcRules] })
    await house.signal(buy(house))
    house.move('60410')
    house.clock.advance(10_000 - (house.clock.now() % 10_000))
    return house
  },
  act: house => house.tickWatch(),
}

test('a ratchet with banked rungs survives the loss of any answer', async () => {
  for (const lost of await lossesOf(ratchet)) {
    const house = await disturbed(ratchet, lost.number, lost.loss)
    await ticks(house, 2)
    const { state, tier, protection, openQuantity } = await positionOf(house)
    const banked = lost.request !== 'POST /fapi/v1/order' || lost.loss !== 'before'
    expect({ lost, state, tier, level: protection.level, openQuantity }).toEqual({
      lost,
      state: 'open',
      tier: 3,
      level: '60165.8',
      openQuantity: banked ? '0.313' : '0.625',
    })
    expect(await books(house)).toHaveLength(3)
  }
})

const closing: Scenario = {
  async ready() {
    const house = await openHouse(dynamo, { known: [btcRules] })
    await house.signal(buy(house))
    await house.gate(buy(house, { id: 'close', action: 'CLOSE' }))
    return house
  },
  act: house => house.drain(),
}

test('a close survives the loss of any answer, and leaves nothing in either book', async () => {
  for (const lost of await lossesOf(closing)) {
    const house = await disturbed(closing, lost.number, lost.loss)
    await ticks(house, 1)
    await house.drain()
    await ticks(house, 2)
    const position = await positionOf(house)
    expect({ lost, state: position.state, reason: position.result?.reason }).toEqual({
      lost,
      state: 'closed',
      reason: 'signal',
    })
    await expectResultOf(house, position)
  }
})
