import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { exitAtOnce } from '#position/first-stop.ts'
import { holding } from '#position/lease.ts'
import { emptyBooks } from '../../functions/close-cleanup/empty-books.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { aLife, firstAndLast, Killed, type Life } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

async function opened(): Promise<System> {
  const system = await openSystem(dynamo, { known: [btcRules] })
  await system.signal(buy(system))
  return system
}

function untilMark({ clock }: System): void {
  clock.advance(10_000 - (clock.now() % 10_000))
}

async function expectClosed(system: System, what: object): Promise<void> {
  const position = await positionOf(system)
  expect({ ...what, state: position.state }).toEqual({ ...what, state: 'closed' })
  expect((await system.state.account.read()).item.slots).toEqual({})
  await expectPromises(system)
  await expectResultOf(system, position)
}

test('a tick between fill and first stop places the stop, and the executor continues', async () => {
  const system = await openSystem(dynamo, { known: [btcRules] })
  system.wire.once('POST /fapi/v1/algoOrder', () => system.tickWatch())
  await system.signal(buy(system))
  expect(system.told.of('stop-rescued')).toHaveLength(1)
  expect(await verdictOn(system)).toBe('accepted')
  expect(await positionOf(system)).toMatchObject({ state: 'open' })
  expect(await books(system)).toHaveLength(3)
  await expectPromises(system)
})

test('an entry that another delivery drafted and never sent is sent at current prices', async () => {
  /** Two deliveries: the second runs completely before the first has read its prices. */
  const overtaken = async (other: Life) => {
    const system = await openSystem(dynamo, { known: [btcRules] })
    await system.gate(buy(system))
    const message = system.trades.waiting.shift() ?? ''
    system.wire.once('GET /fapi/v1/ticker/bookTicker', async () => {
      await system.take(message, other).catch(error => expect(error).toBeInstanceOf(Killed))
      system.move('60020')
    })
    await system.take(message)
    return system
  }
  const rehearsal = aLife()
  await overtaken(rehearsal)
  const system = await overtaken(aLife(rehearsal.steps.indexOf('state.positions.create') + 2))
  const { entry, entryPrice } = await positionOf(system)
  expect(dec(entry.touchPrice).gt('60015')).toBe(true)
  expect(dec(entry.limitPrice).gte(entryPrice ?? 0)).toBe(true)
  const story = [...(await system.records()).journals].flatMap(([, steps]) => steps)
  const plans = story.filter(({ event }) => event === 'entry-planned')
  expect(plans.map(({ outcome }) => String(outcome).includes(entry.touchPrice))).toEqual([true])
  await expectPromises(system)
})

test.each([
  ['through the new level', '60160'],
  ['through every level', '59930'],
])(
  'if the market falls %s at any moment of a ratchet, a stop or an exit is in the book',
  async (_, price) => {
    const ready = async () => {
      const system = await opened()
      system.move('60410')
      untilMark(system)
      return system
    }
    const clean = await ready()
    const before = clean.wire.requests.length
    await clean.tickWatch()
    const requests = clean.wire.requests.slice(before)
    for (const index of firstAndLast(requests)) {
      const request = requests[index]
      if (request?.startsWith('GET')) continue
      const system = await ready()
      system.wire.at(index + 1, () => system.move(price))
      await system.tickWatch()
      await expectPromises(system)
      system.move(price)
      await system.nextTick()
      await system.nextTick()
      // An initial stop, not raised yet, may lie below this price.
      const { protection } = await positionOf(system)
      if (dec(protection.level).gte(price)) await expectClosed(system, { request, index })
      else expect(await books(system)).toContain(protection.primary)
    }
  },
)

test('if the market falls at any moment of an entry, a stop or an exit is in the book', async () => {
  const clean = await openSystem(dynamo, { known: [btcRules] })
  await clean.signal(buy(clean))
  const { requests } = clean.wire
  const entered = requests.indexOf('POST /fapi/v1/order')
  for (const index of firstAndLast(requests).filter(each => each > entered)) {
    const system = await openSystem(dynamo, { known: [btcRules] })
    system.wire.at(index + 1, () => system.move('59950'))
    await system.signal(buy(system))
    await system.nextTick()
    await system.nextTick()
    await expectClosed(system, { request: requests[index], index })
  }
})

test('two looks and a close at once leave the position closed and both books empty', async () => {
  const system = await opened()
  system.move('60410')
  untilMark(system)
  const message = { v: 1, positionId: (await positionOf(system)).id, reason: 'signal' } as const
  await Promise.allSettled([
    system.tickWatch(),
    system.tickWatch(),
    system.close(message),
    system.close(message),
  ])
  await expectPromises(system, { failures: true })
  system.clock.advance(45_000)
  await system.close(message)
  await system.nextTick()
  const position = await positionOf(system)
  expect(position.state).toBe('closed')
  await expectPromises(system, { failures: true })
  await expectResultOf(system, position)
})

test('the watch sweeps an order that arrives after its position’s cleanup, and no other', async () => {
  const system = await opened()
  const { id } = await positionOf(system)
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  const late = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59000' } as const
  await system.exchange.placeAlgo({ ...late, quantity: '1', clientId: `qt-test-${id}-g9` })
  await system.exchange.placeAlgo({ ...late, quantity: '1', clientId: 'by-hand' })
  await system.exchange.placeAlgo({ ...late, quantity: '1', clientId: `qt-other-${id}-g9` })
  await system.nextTick()
  expect(await books(system)).toEqual(['by-hand', `qt-other-${id}-g9`])
  expect(system.told.count('OrderSwept')).toBe(1)
})

test('a close cancels others’ resting reduce-only orders that stand in its way', async () => {
  const system = await opened()
  const { quantity = '0' } = (await system.exchange.position('BTCUSDT')) ?? {}
  const resting = { symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', reduceOnly: true, timeInForce: 'GTC' }
  await system.send('POST', '/v1/order', { ...resting, quantity, price: '61000' })
  await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
  await expectClosed(system, {})
})

test('a second run of the watch skips a tick that the first has claimed', async () => {
  const system = await opened()
  await system.tickWatch()
  const held = system.wire.requests.length
  await system.tickWatch({}, 'another-run')
  expect(system.wire.requests.length).toBe(held)
})

test('a position with a crossed stop is sold even if another writer has its lease', async () => {
  const system = await opened()
  const { id } = await positionOf(system)
  await system.exchange.cancelAllAlgo('BTCUSDT')
  await system.state.positions.lease(id, 'dead', system.clock.now(), system.clock.now() + 45_000)
  const closing = system.close({ v: 1, positionId: id, reason: 'stop-crossed' }).catch(error => error.name)
  expect(await closing).toBe('PositionBusy')
  expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
})

test('a late close leaves the books of a symbol alone once another position has the slot', async () => {
  const system = await opened()
  const { id } = await positionOf(system)
  const before = await books(system)
  await system.state.account.update(({ slots, ...account }) => {
    const slot = slots.BTCUSDT
    if (!slot || slot.positionId === 'later') return undefined
    return { ...account, slots: { ...slots, BTCUSDT: { ...slot, positionId: 'later' } } }
  })
  const context = { ...system, telemetry: system.told.telemetry }
  await holding(context, { id, holder: 'closer', leaseMs: 45_000 }, held => emptyBooks(context, held))
  expect(before).toHaveLength(3)
  expect(await books(system)).toEqual(before)
})

test('a first zero does not count as flat until a trade shows the sale', async () => {
  const system = await opened()
  const { id } = await positionOf(system)
  system.wire.misanswer('GET /fapi/v3/positionRisk', () => Response.json([]))
  system.wire.misanswer('GET /fapi/v1/userTrades', () => Response.json([]))
  await system.close({ v: 1, positionId: id, reason: 'external' })
  expect((await positionOf(system)).state).toBe('open')
  await expectPromises(system)
})

test('an exit sells no more at once than one market order may', async () => {
  const system = await opened()
  const context = { ...system, telemetry: system.told.telemetry }
  const { quantity } = await exitAtOnce(context, await positionOf(system), '130')
  expect(quantity).toBe(btcRules.marketMaxQuantity)
  expect(dec(quantity).lt('130')).toBe(true)
})
