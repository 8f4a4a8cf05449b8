import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { holding } from '#protection/desk.ts'
import { exitAtOnce } from '#protection/first-stop.ts'
import { emptyBooks } from '../../functions/close-cleanup/empty-books.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { aLife, firstAndLast, Killed, type Life } from './life.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

async function opened(): Promise<House> {
  const house = await openHouse(dynamo, { known: [btcRules] })
  await house.signal(buy(house))
  return house
}

function untilMark({ clock }: House): void {
  clock.advance(10_000 - (clock.now() % 10_000))
}

async function expectClosed(house: House, what: object): Promise<void> {
  const position = await positionOf(house)
  expect({ ...what, state: position.state }).toEqual({ ...what, state: 'closed' })
  expect((await house.state.account.read()).item.slots).toEqual({})
  await expectPromises(house)
  await expectResultOf(house, position)
}

test('a tick of the watch between fill and first stop places the stop, and the executor goes on', async () => {
  const house = await openHouse(dynamo, { known: [btcRules] })
  house.wire.once('POST /fapi/v1/algoOrder', () => house.tickWatch())
  await house.signal(buy(house))
  expect(house.told.of('stop-rescued')).toHaveLength(1)
  expect(await verdictOn(house)).toBe('accepted')
  expect(await positionOf(house)).toMatchObject({ state: 'open' })
  expect(await books(house)).toHaveLength(3)
  await expectPromises(house)
})

test('what another delivery of the signal drafted and never sent is entered at the prices of now', async () => {
  /** Two deliveries: the other comes and goes while the first has not read its prices yet. */
  const overtaken = async (other: Life) => {
    const house = await openHouse(dynamo, { known: [btcRules] })
    await house.gate(buy(house))
    const message = house.trades.waiting.shift() ?? ''
    house.wire.once('GET /fapi/v1/ticker/bookTicker', async () => {
      await house.take(message, other).catch(error => expect(error).toBeInstanceOf(Killed))
      house.move('60020')
    })
    await house.take(message)
    return house
  }
  const rehearsal = aLife()
  await overtaken(rehearsal)
  const house = await overtaken(aLife(rehearsal.steps.indexOf('state.positions.create') + 2))
  const { entry, entryPrice } = await positionOf(house)
  expect(dec(entry.touchPrice).gt('60015')).toBe(true)
  expect(dec(entry.limitPrice).gte(entryPrice ?? 0)).toBe(true)
  const story = [...(await house.records()).journals.values()].flat()
  const plans = story.filter(({ event }) => event === 'entry-planned')
  expect(plans.map(({ outcome }) => String(outcome).includes(entry.touchPrice))).toEqual([true])
  await expectPromises(house)
})

test.each([
  ['through the new level', '60160'],
  ['through every level', '59930'],
])('a market that falls %s at any moment of a ratchet is left with a stop or an exit', async (_, price) => {
  const ready = async () => {
    const house = await opened()
    house.move('60410')
    untilMark(house)
    return house
  }
  const clean = await ready()
  const before = clean.wire.requests.length
  await clean.tickWatch()
  const requests = clean.wire.requests.slice(before)
  for (const index of firstAndLast(requests)) {
    const request = requests[index]
    if (request?.startsWith('GET')) continue
    const house = await ready()
    house.wire.at(index + 1, () => house.move(price))
    await house.tickWatch()
    await expectPromises(house)
    house.move(price)
    await house.nextTick()
    await house.nextTick()
    // A stop that was never raised so far is not hit.
    const { protection } = await positionOf(house)
    if (dec(protection.level).gte(price)) await expectClosed(house, { request, index })
    else expect(await books(house)).toContain(protection.primary)
  }
})

test('a market that falls at any moment of an entry is left with a stop or an exit', async () => {
  const clean = await openHouse(dynamo, { known: [btcRules] })
  await clean.signal(buy(clean))
  const { requests } = clean.wire
  const entered = requests.indexOf('POST /fapi/v1/order')
  for (const index of firstAndLast(requests).filter(each => each > entered)) {
    const house = await openHouse(dynamo, { known: [btcRules] })
    house.wire.at(index + 1, () => house.move('59950'))
    await house.signal(buy(house))
    await house.nextTick()
    await house.nextTick()
    await expectClosed(house, { request: requests[index], index })
  }
})

test('two looks and a close at the same time harm nothing', async () => {
  const house = await opened()
  house.move('60410')
  untilMark(house)
  const message = { v: 1, positionId: (await positionOf(house)).id, reason: 'signal' } as const
  await Promise.allSettled([house.tickWatch(), house.tickWatch(), house.close(message), house.close(message)])
  await expectPromises(house, { failures: true })
  house.clock.advance(45_000)
  await house.close(message)
  await house.nextTick()
  const position = await positionOf(house)
  expect(position.state).toBe('closed')
  await expectPromises(house, { failures: true })
  await expectResultOf(house, position)
})

test('an order that arrives after its position was cleaned up is swept, and no other', async () => {
  const house = await opened()
  const { id } = await positionOf(house)
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  const late = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59000' } as const
  await house.exchange.placeAlgo({ ...late, quantity: '1', clientId: `qt-test-${id}-g9` })
  await house.exchange.placeAlgo({ ...late, quantity: '1', clientId: 'by-hand' })
  await house.exchange.placeAlgo({ ...late, quantity: '1', clientId: `qt-other-${id}-g9` })
  await house.nextTick()
  expect(await books(house)).toEqual(['by-hand', `qt-other-${id}-g9`])
  expect(house.told.count('OrderSwept')).toBe(1)
})

test('a close that meets resting reduce-only orders of others gets rid of them and closes', async () => {
  const house = await opened()
  const { quantity = '0' } = (await house.exchange.position('BTCUSDT')) ?? {}
  const resting = { symbol: 'BTCUSDT', side: 'SELL', type: 'LIMIT', reduceOnly: true, timeInForce: 'GTC' }
  await house.send('POST', '/v1/order', { ...resting, quantity, price: '61000' })
  await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
  await expectClosed(house, {})
})

test('a second run of the watch leaves a tick that the first has claimed', async () => {
  const house = await opened()
  await house.tickWatch()
  const held = house.wire.requests.length
  await house.tickWatch({}, 'another-run')
  expect(house.wire.requests.length).toBe(held)
})

test('a position whose stop is crossed is sold though another writer has its lease', async () => {
  const house = await opened()
  const { id } = await positionOf(house)
  await house.exchange.cancelAllAlgo('BTCUSDT')
  await house.state.positions.lease(id, 'dead', house.clock.now(), house.clock.now() + 45_000)
  const closing = house.close({ v: 1, positionId: id, reason: 'stop-crossed' }).catch(error => error.name)
  expect(await closing).toBe('PositionBusy')
  expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
})

test('the books of a symbol whose slot is another position’s by now are left as they are', async () => {
  const house = await opened()
  const { id } = await positionOf(house)
  const before = await books(house)
  await house.state.account.update(({ slots, ...account }) => {
    const slot = slots.BTCUSDT
    if (!slot || slot.positionId === 'later') return undefined
    return { ...account, slots: { ...slots, BTCUSDT: { ...slot, positionId: 'later' } } }
  })
  const desk = { ...house, telemetry: house.told.telemetry }
  await holding(desk, { id, holder: 'closer', leaseMs: 45_000 }, held => emptyBooks(desk, held))
  expect(before).toHaveLength(3)
  expect(await books(house)).toEqual(before)
})

test('a position is not taken for flat at the first zero while no trade shows that it was sold', async () => {
  const house = await opened()
  const { id } = await positionOf(house)
  house.wire.misanswer('GET /fapi/v3/positionRisk', () => Response.json([]))
  house.wire.misanswer('GET /fapi/v1/userTrades', () => Response.json([]))
  await house.close({ v: 1, positionId: id, reason: 'external' })
  expect((await positionOf(house)).state).toBe('open')
  await expectPromises(house)
})

test('an exit at once asks for no more than one market order may have', async () => {
  const house = await opened()
  const desk = { ...house, telemetry: house.told.telemetry }
  const { quantity } = await exitAtOnce(desk, await positionOf(house), '130')
  expect(quantity).toBe(btcRules.marketMaxQuantity)
  expect(dec(quantity).lt('130')).toBe(true)
})
