import { beforeEach, describe, expect, test } from 'vitest'
import { btcRules, ethRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()
const look = 'GET /fapi/v3/positionRisk'
const stop = 'POST /fapi/v1/algoOrder'
const exit = 'POST /fapi/v1/order'

const slowDown = (seconds: number) =>
  Response.json(
    { code: -1003, msg: 'Too many requests.' },
    { status: 429, headers: { 'Retry-After': String(seconds) } },
  )
const ban = (seconds: number) =>
  Response.json(
    { code: -1003, msg: 'Way too many.' },
    { status: 418, headers: { 'Retry-After': String(seconds) } },
  )

let house: House

/** The functions' requests while something is done. */
async function sentBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = house.wire.requests.length
  await work()
  return house.wire.requests.slice(before)
}

/** The exchange answers the next look so, which is the first that the functions hear of it. */
async function hear(answer: Response): Promise<void> {
  house.wire.misanswer(look, () => answer)
  await house.nextTick()
}

async function opened(environment: Record<string, string> = {}): Promise<void> {
  house = await openHouse(dynamo, { environment, known: [btcRules, ethRules] })
  await house.signal(buy(house))
  await house.nextTick()
}

/** Ticks until the wait is over, and once more. */
async function waitOut(seconds: number): Promise<void> {
  const until = house.clock.now() + seconds * 1_000
  while (house.clock.now() < until) await house.nextTick()
}

describe('somebody else spends the weight of the minute', () => {
  /** With the same address: all lists of all symbols, until there is nothing left. */
  async function spend(): Promise<void> {
    for (let status = 200; status !== 429; ) status = (await house.send('GET', '/v1/openOrders')).status
  }

  test.each(['5', '10'])(
    'the watch, asking every 5 s with ticks of %s s, sends nothing but looks, earns no ban and goes on by itself',
    async interval => {
      await opened({ QT_CHECK_INTERVAL: interval })
      house.clock.advance(60_000 - (house.clock.now() % 60_000))
      await spend()
      const ticks = house.told.count('Tick')
      const sent = await sentBy(async () => {
        for (let second = 0; second < 55; second += 5) {
          await house.tickWatch()
          house.clock.advance(5_000)
        }
      })
      expect(new Set(sent)).toEqual(new Set([look]))
      expect(sent.length).toBeLessThanOrEqual(6)
      expect(house.failures).toEqual([])
      expect(house.told.count('Tick') - ticks).toBe(11)
      house.clock.advance(5_000)
      house.move('60104')
      await house.nextTick()
      expect((await positionOf(house)).protection.level).toBe('60063.1')
      expect((await house.send('GET', '/v1/ping')).status).toBe(200)
      await expectPromises(house)
    },
  )
})

describe('after 429', () => {
  beforeEach(() => opened())

  test('a position that is protected is looked at with its mark alone, and nothing of it is improved', async () => {
    await hear(slowDown(59))
    house.move('60104')
    const { version } = (await house.state.positions.read((await positionOf(house)).id)) ?? {}
    expect(await sentBy(house.nextTick)).toEqual([look, stop])
    expect((await house.state.positions.read((await positionOf(house)).id))?.version).toBe(version)
    expect(house.told.count('StopRestored')).toBe(0)
    await waitOut(50)
    expect((await positionOf(house)).protection.level).toBe('60063.1')
    await expectPromises(house)
  })

  test('stops that were taken away stand again at the next look, though no book may be read', async () => {
    await hear(slowDown(59))
    await house.exchange.cancelAllAlgo('BTCUSDT')
    expect(await sentBy(house.nextTick)).toEqual([look, stop])
    const { id, protection } = await positionOf(house)
    expect(await books(house)).toEqual([protection.primary])
    expect(house.told.of('stop-rescued')).toMatchObject([{ positionId: id }])
    await waitOut(50)
    expect(await books(house)).toHaveLength(3)
  })

  test('an emergency is closed by what is recorded, one exit a look; proof and cleaning come later', async () => {
    await hear(slowDown(59))
    await house.exchange.cancelAllAlgo('BTCUSDT')
    house.wire.refuse(stop, -4509)
    house.move('59942')
    expect(await sentBy(house.nextTick)).toEqual([look, exit])
    expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
    expect((await positionOf(house)).state).toBe('closing')
    expect(await sentBy(house.nextTick)).toEqual([look])
    await waitOut(40)
    expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
    await expectResultOf(house, await positionOf(house))
    expect((await house.state.account.read()).item.slots).toEqual({})
    await expectPromises(house, { nakedLater: true })
  })

  test('an exit that was refused is sent again at the next look, not before', async () => {
    await hear(slowDown(59))
    house.wire.misanswer(exit, () => slowDown(40))
    const exits = async () => (await sentBy(house.nextTick)).filter(request => request === exit).length
    await house.exchange.cancelAllAlgo('BTCUSDT')
    house.wire.refuse(stop, -4509)
    house.move('59942')
    expect(await exits()).toBe(1)
    expect(await house.exchange.position('BTCUSDT')).toBeDefined()
    expect(await exits()).toBe(1)
    expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
  })

  test('a CLOSE sells, and ends when it may look', async () => {
    await hear(slowDown(59))
    await house.gate(buy(house, { id: 'close', action: 'CLOSE' }))
    expect(await sentBy(house.drain)).toEqual([exit])
    expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
    await waitOut(60)
    expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    await expectPromises(house)
  })

  test('a CLOSE beside the lease of another writer sells what no stop holds', async () => {
    await hear(slowDown(59))
    const { id } = await positionOf(house)
    await house.state.positions.lease(id, 'dead', house.clock.now(), house.clock.now() + 60_000)
    const closing = house.close({ v: 1, positionId: id, reason: 'emergency' }).catch(error => error.name)
    expect(await closing).toBe('PositionBusy')
    expect(await house.exchange.position('BTCUSDT')).toBeUndefined()
  })

  test('no signal is entered, and nothing is sent for it', async () => {
    house.feed.push('ETHUSDT', house.clock.now(), '3000')
    await hear(slowDown(59))
    await house.gate(buy(house, { id: 'two', symbol: 'ETHUSDT' }))
    const refused = house.drain().catch(error => error)
    expect(await refused).toMatchObject({ name: 'ExchangeError', rest: { kind: 'limited' } })
    expect(await sentBy(() => refused)).toEqual([])
    expect(await verdictOn(house, 'two')).toBe('accepted')
  })

  test('somebody else’s position is neither adopted nor called foreign before it may be asked about', async () => {
    await hear(slowDown(59))
    const other = { symbol: 'ETHUSDT', side: 'BUY', type: 'MARKET', quantity: '1' }
    house.feed.push('ETHUSDT', house.clock.now(), '3000')
    expect((await house.send('POST', '/v1/order', other)).status).toBe(200)
    expect(await sentBy(house.nextTick)).toEqual([look, stop])
    expect(house.told.count('ForeignPosition')).toBe(0)
    expect(house.told.of('survey-part-failed')).toEqual([])
    await waitOut(60)
    expect(house.told.count('ForeignPosition')).toBe(1)
  })
})

test('an entry that filled right before 429 has its stop, and is finished when it may be looked at', async () => {
  house = await openHouse(dynamo, { known: [btcRules] })
  await house.gate(buy(house))
  house.wire.once(exit, () => house.wire.misanswer(look, () => slowDown(59)))
  await expect(house.drain()).rejects.toMatchObject({ rest: { kind: 'limited' } })
  const { protection, state } = await positionOf(house)
  expect([state, await books(house)]).toEqual(['entering', [protection.primary]])
  await house.exchange.cancelAllAlgo('BTCUSDT')
  expect(await sentBy(house.nextTick)).toEqual([look, stop])
  expect(await books(house)).toEqual([protection.primary])
  await waitOut(60)
  expect((await positionOf(house)).state).toBe('open')
  expect(await books(house)).toHaveLength(3)
  await expectPromises(house, { nakedLater: true })
})

describe('while the address is banned', () => {
  beforeEach(() => opened())

  test('nothing is sent, the watch ticks, and the first request after it is the look', async () => {
    await hear(ban(120))
    const ticks = house.told.count('Tick')
    expect(await sentBy(() => waitOut(110))).toEqual([])
    expect(house.told.count('Tick') - ticks).toBe(11)
    expect(house.failures).toEqual([])
    const [first] = await sentBy(house.nextTick)
    expect(first).toBe(look)
  })

  test('an entry comes one tick later than the look', async () => {
    await hear(ban(25))
    house.feed.push('ETHUSDT', house.clock.now(), '3000')
    house.clock.advance(25_000)
    await house.gate(buy(house, { id: 'two', symbol: 'ETHUSDT' }))
    const sent = await sentBy(() => expect(house.drain()).rejects.toMatchObject({ rest: { kind: 'banned' } }))
    expect(sent).toEqual([])
    house.clock.advance(10_000)
    await house.drain()
    expect(await verdictOn(house, 'two')).toBe('accepted')
    expect((await positionOf(house, 'two')).state).toBe('open')
  })

  test('a CLOSE from the queue lets the look go first, and the look closes', async () => {
    await hear(ban(25))
    house.clock.advance(25_000)
    await house.gate(buy(house, { id: 'close', action: 'CLOSE' }))
    const drained = () => expect(house.drain()).rejects.toMatchObject({ rest: { kind: 'banned' } })
    expect(await sentBy(drained)).toEqual([])
    const [first] = await sentBy(house.nextTick)
    expect(first).toBe(look)
    expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    house.clock.advance(10_000)
    await house.drain()
    await expectPromises(house)
  })

  test('an order that arrived late is swept when the ban is over, however long it was', async () => {
    const { id } = await positionOf(house)
    await house.close({ v: 1, positionId: id, reason: 'operator' })
    await hear(ban(180))
    const late = { symbol: 'BTCUSDT', side: 'SELL', type: 'TAKE_PROFIT_MARKET', quantity: '0.1' }
    const own = { ...late, triggerPrice: '70000', reduceOnly: true, clientAlgoId: `qt-test-${id}-t9` }
    await house.send('POST', '/v1/algoOrder', { algoType: 'CONDITIONAL', ...own })
    expect(await books(house)).toHaveLength(1)
    await waitOut(180)
    expect(await books(house)).toEqual([])
    expect(house.told.count('OrderSwept')).toBe(1)
  })
})
