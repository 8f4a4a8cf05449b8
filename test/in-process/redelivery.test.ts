import { expect, test } from 'vitest'
import { ownerOf } from '#domain/identity.ts'
import type { State } from '#ports/state.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { aLife, type Life } from './life.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

/** Entries that reached the venue, whatever happened to them. */
async function entriesSent(system: System): Promise<number> {
  const { orders } = await system.venue.ledger('BTCUSDT')
  return orders.filter(order => ownerOf(order.clientOrderId)?.purpose === 'entry').length
}

test('the same message twice opens one position', async () => {
  const system = await openSystem(dynamo)
  const body = buy(system)
  await system.signal(body, 'message')
  await system.signal(body, 'message')
  expect(await verdictOn(system)).toBe('accepted')
  expect(await entriesSent(system)).toBe(1)
  expect(await expectPromises(system)).toHaveLength(1)
})

test('the gate rejects a signal that comes in a second message, and its verdict stays', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system), 'first')
  await system.signal(buy(system), 'second')
  expect(await verdictOn(system)).toBe('accepted')
  expect(system.told.of('signal-refused').map(line => line.reason)).toEqual(['duplicate'])
  expect(await entriesSent(system)).toBe(1)
})

test('a signal without an id is identified by its contents', async () => {
  const system = await openSystem(dynamo)
  const { id: _, ...nameless } = buy(system)
  await system.signal(nameless, 'first')
  await system.signal({ ...nameless, symbol: 'BTCUSDT', confidence: 0.9 }, 'second')
  expect(system.told.of('signal-refused').map(line => line.reason)).toEqual(['duplicate'])
  expect(await entriesSent(system)).toBe(1)
})

test('two executors with the same message at once send one entry', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  const message = system.trades.waiting[0] ?? ''
  const taken = await Promise.allSettled([system.take(message), system.take(message)])
  expect(taken.filter(each => each.status === 'fulfilled').length).toBeGreaterThanOrEqual(1)
  await system.drain()
  expect(await verdictOn(system)).toBe('accepted')
  expect(await entriesSent(system)).toBe(1)
  expect(await expectPromises(system)).toHaveLength(1)
})

/** A process that waits before it takes the lease of its draft until the other process is done. */
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

test('if two executors plan a signal at two prices, record, slot and journal show the one that was sent', async () => {
  const system = await openSystem(dynamo, { known: [btcRules] })
  await system.gate(buy(system))
  const message = system.trades.waiting[0] ?? ''
  const [drafted, done] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let first: Promise<void> | undefined
  system.wire.once('GET /fapi/v1/ticker/bookTicker', async () => {
    first = system.take(message, pausing(drafted.resolve, done.promise))
    await drafted.promise
    system.move('60020')
  })
  await system.take(message)
  done.resolve()
  await first
  const { id, entry } = await positionOf(system)
  const story = await system.state.journal.read(id)
  const plans = story.filter(({ event }) => event === 'entry-planned').map(({ outcome }) => String(outcome))
  const { limitPrice, worstLoss } = JSON.parse(plans[0] ?? '')
  expect([plans.length, entry.limitPrice]).toEqual([1, limitPrice])
  expect((await system.state.account.read()).item.slots.BTCUSDT).toMatchObject({ positionId: id, worstLoss })
  await expectPromises(system)
})

test.each(['POST /fapi/v1/marginType', 'GET /fapi/v1/premiumIndex'])(
  'an executor that another one overtakes at %s leaves slot and verdict alone',
  async request => {
    const system = await openSystem(dynamo)
    await system.gate(buy(system))
    const message = system.trades.waiting[0] ?? ''
    // There the other process takes the same message from beginning to end, and finds no fill.
    system.wire.once(request, async () => {
      system.wire.once('POST /fapi/v1/order', () => system.tick('60100'))
      await system.take(message)
      expect(await verdictOn(system)).toBe('no-fill')
    })
    await system.take(message)
    expect((await system.state.account.read()).item.slots).toEqual({})
    expect(await entriesSent(system)).toBe(1)
    expect(await verdictOn(system)).toBe('no-fill')
  },
)

test('two executors with opposite signals at once open one position', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  await system.gate(sell(system, { id: 'two' }))
  const [first = '', second = ''] = system.trades.waiting
  await Promise.allSettled([system.take(first), system.take(second)])
  expect(await entriesSent(system)).toBe(1)
  expect(await expectPromises(system)).toHaveLength(1)
})

test('a message delivered again hours later changes nothing', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  const message = system.trades.waiting[0] ?? ''
  await system.drain()
  system.clock.advance(3 * 3_600_000)
  await system.take(message)
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  system.clock.advance(3 * 3_600_000)
  await system.take(message)
  expect(await verdictOn(system)).toBe('accepted')
  expect(await entriesSent(system)).toBe(1)
  expect(await books(system)).toEqual([])
})

test('a rejected signal that is delivered again stays rejected', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  const message = system.trades.waiting[0] ?? ''
  system.wire.once('POST /fapi/v1/order', () => system.tick('60100'))
  await system.drain()
  await system.take(message)
  expect(await verdictOn(system)).toBe('no-fill')
  expect(await entriesSent(system)).toBe(1)
})

test('a rejected signal opens nothing when it is delivered again, even if the reason is gone', async () => {
  const system = await openSystem(dynamo)
  const halt = (halts: Readonly<Record<string, string>>) =>
    system.state.account.update(account => ({ ...account, halts }))
  await system.gate(buy(system))
  const message = system.trades.waiting[0] ?? ''
  await halt({ operator: 'for a moment' })
  await system.drain()
  expect(await verdictOn(system)).toBe('halted')
  await halt({})
  await system.take(message)
  expect(await verdictOn(system)).toBe('halted')
  expect(system.told.of('signal-refused')).toHaveLength(1)
  expect(await entriesSent(system)).toBe(0)
  expect((await system.state.account.read()).item.slots).toEqual({})
})

test('a CLOSE delivered twice closes once', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  const { id } = await positionOf(system)
  await system.gate(buy(system, { id: 'close', action: 'CLOSE' }))
  const message = system.trades.waiting[0] ?? ''
  await system.drain()
  await system.take(message)
  await system.close({ v: 1, positionId: id, reason: 'emergency' })
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(system.told.count('EmergencyClose')).toBe(0)
  expect(system.told.notices).toEqual([])
  await expectPromises(system)
  await expectResultOf(system, position)
  const { day } = (await system.state.account.read()).item
  expect(Number(day.net)).toBe(Number(position.result?.netPnl))
})

test('a look that began before the fill does not close the new position', async () => {
  const system = await openSystem(dynamo)
  await system.gate(buy(system))
  const message = system.trades.waiting[0] ?? ''
  // The survey read the account just before; the executor fills and finishes before inspect runs.
  await system.take(message)
  const position = await positionOf(system)
  await system.inspect({ v: 1, id: position.id, symbol: 'BTCUSDT', quantity: '0', mark: '0' })
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  await expectPromises(system)
})

test('a close for an external reason leaves a position that is open after all', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  await system.close({ v: 1, positionId: (await positionOf(system)).id, reason: 'external' })
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  expect(await books(system)).toHaveLength(3)
})

test('an id used again after its verdict expired is a duplicate, and opens nothing', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  const { id } = await positionOf(system)
  system.clock.advance(31 * 86_400_000)
  system.move('60000')
  await system.signal(buy(system))
  expect(await verdictOn(system)).toBe('duplicate')
  const verdict = await system.state.signals.read('xgboost#one', system.clock.now())
  expect(verdict?.detail).toMatch(new RegExp(`^its id was used at 2025-05-05T.*, for position ${id};`))
  expect((await system.state.account.read()).item.slots).toEqual({})
  await system.signal(buy(system, { id: 'new' }))
  expect(await verdictOn(system, 'new')).toBe('accepted')
})
