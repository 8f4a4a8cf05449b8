import { expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'
import type { Loss } from './wire.ts'

const dynamo = memoryForTests()

/** What a scenario does once its system is ready. */
interface Scenario {
  readonly ready: () => Promise<System>
  readonly act: (system: System) => Promise<void>
}

/** A late request does harm if it makes an order. */
const lossesOfKind: Partial<Record<string, readonly Loss[]>> = {
  'POST /fapi/v1/order': ['before', 'after', 'late'],
  'POST /fapi/v1/algoOrder': ['before', 'after', 'late'],
}

/**
 * The first request of each kind in an undisturbed run, with the ways in which its answer can get lost. The matrix
 * loses every answer; this loses it between the real client and the venue.
 */
async function lossesOf({ ready, act }: Scenario) {
  const system = await ready()
  const before = system.wire.requests.length
  await act(system)
  return system.wire.requests.slice(before).flatMap((request, index, all) => {
    if (all.indexOf(request) !== index) return []
    const ways = lossesOfKind[request] ?? (request.startsWith('GET') ? ['before'] : ['before', 'after'])
    return ways.map(loss => ({ request, number: index + 1, loss }))
  })
}

async function disturbed({ ready, act }: Scenario, number: number, loss: Loss): Promise<System> {
  const system = await ready()
  system.wire.lose(number, loss)
  // A failed read ends the invocation; queue and watch come again.
  await act(system).catch(error => expect(String(error)).toMatch(/connection was lost|could not be resolved/))
  await system.wire.wait(5_000)
  return system
}

async function ticks(system: System, count: number): Promise<void> {
  for (let tick = 0; tick < count; tick++) {
    await system.nextTick()
    await expectPromises(system, { failures: true })
  }
}

const entry: Scenario = {
  async ready() {
    const system = await openSystem(dynamo, { known: [btcRules] })
    await system.gate(buy(system))
    return system
  },
  act: system => system.drain(),
}

test('an entry survives the loss of any answer: it is never sent twice, and what filled is protected', async () => {
  for (const lost of await lossesOf(entry)) {
    const system = await disturbed(entry, lost.number, lost.loss)
    await system.nextTick()
    const open = await system.exchange.position('BTCUSDT')
    const stops = (await system.exchange.openAlgoOrders('BTCUSDT')).filter(each => each.closePosition)
    expect({ lost, stops: stops.length }).toEqual({ lost, stops: open ? 1 : 0 })
    await system.drain()
    await ticks(system, 1)
    const { orders } = await system.venue.ledger('BTCUSDT')
    const entries = orders.filter(order => ownerOf(order.clientOrderId)?.purpose === 'entry')
    const verdict = await system.state.signals.read('xgboost#one', system.clock.now())
    expect(entries.length).toBeLessThanOrEqual(1)
    if (verdict?.verdict === 'refused') {
      expect({
        lost,
        entries: entries.length,
        slots: (await system.state.account.read()).item.slots,
      }).toEqual({
        lost,
        entries: 0,
        slots: {},
      })
      // Only a lost setting or an entry that never arrived costs the trade.
      const neverArrived = lost.request === 'POST /fapi/v1/order' && lost.loss === 'before'
      expect({ lost, reason: await verdictOn(system) }).toEqual({
        lost,
        reason: neverArrived ? 'no-fill' : 'refused',
      })
      if (!neverArrived) expect(lost.request).toMatch(/leverage|marginType/)
      continue
    }
    expect({ lost, state: (await positionOf(system)).state }).toEqual({ lost, state: 'open' })
    expect(await books(system)).toHaveLength(3)
  }
})

const ratchet: Scenario = {
  async ready() {
    const system = await openSystem(dynamo, { known: [btcRules] })
    await system.signal(buy(system))
    system.move('60410')
    system.clock.advance(10_000 - (system.clock.now() % 10_000))
    return system
  },
  act: system => system.tickWatch(),
}

test('a ratchet with banked rungs survives the loss of any answer', async () => {
  for (const lost of await lossesOf(ratchet)) {
    const system = await disturbed(ratchet, lost.number, lost.loss)
    await ticks(system, 2)
    const { state, tier, protection, openQuantity } = await positionOf(system)
    const banked = lost.request !== 'POST /fapi/v1/order' || lost.loss !== 'before'
    expect({ lost, state, tier, level: protection.level, openQuantity }).toEqual({
      lost,
      state: 'open',
      tier: 3,
      level: '60165.8',
      openQuantity: banked ? '0.313' : '0.625',
    })
    expect(await books(system)).toHaveLength(3)
  }
})

const closing: Scenario = {
  async ready() {
    const system = await openSystem(dynamo, { known: [btcRules] })
    await system.signal(buy(system))
    await system.gate(buy(system, { id: 'close', action: 'CLOSE' }))
    return system
  },
  act: system => system.drain(),
}

test('a close survives the loss of any answer, and leaves nothing in either book', async () => {
  for (const lost of await lossesOf(closing)) {
    const system = await disturbed(closing, lost.number, lost.loss)
    await ticks(system, 1)
    await system.drain()
    await ticks(system, 2)
    const position = await positionOf(system)
    expect({ lost, state: position.state, reason: position.result?.reason }).toEqual({
      lost,
      state: 'closed',
      reason: 'signal',
    })
    await expectResultOf(system, position)
  }
})
