import { beforeEach, describe, expect, test } from 'vitest'
import { btcRules, ethRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

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

let system: System

/** The functions' requests during the given work. */
async function sentBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = system.wire.requests.length
  await work()
  return system.wire.requests.slice(before)
}

/** The exchange answers the next look with this; the functions have heard nothing before. */
async function hear(answer: Response): Promise<void> {
  system.wire.misanswer(look, () => answer)
  await system.nextTick()
}

async function opened(environment: Record<string, string> = {}): Promise<void> {
  system = await openSystem(dynamo, { environment, known: [btcRules, ethRules] })
  await system.signal(buy(system))
  await system.nextTick()
}

/** Ticks until the wait is over, and once more. */
async function waitOut(seconds: number): Promise<void> {
  const until = system.clock.now() + seconds * 1_000
  while (system.clock.now() < until) await system.nextTick()
}

describe('when another client spends the minute’s weight', () => {
  /** Reads all lists of all symbols from the same address until no weight is left. */
  async function spend(): Promise<void> {
    for (let status = 200; status !== 429; ) status = (await system.send('GET', '/v1/openOrders')).status
  }

  test.each(['5', '10'])(
    'the watch, asking every 5 s with ticks of %s s, sends only looks, is not banned and recovers by itself',
    async interval => {
      await opened({ QT_CHECK_INTERVAL: interval })
      system.clock.advance(60_000 - (system.clock.now() % 60_000))
      await spend()
      const ticks = system.told.count('Tick')
      const sent = await sentBy(async () => {
        for (let second = 0; second < 55; second += 5) {
          await system.tickWatch()
          system.clock.advance(5_000)
        }
      })
      expect(new Set(sent)).toEqual(new Set([look]))
      expect(sent.length).toBeLessThanOrEqual(6)
      expect(system.failures).toEqual([])
      expect(system.told.count('Tick') - ticks).toBe(11)
      system.clock.advance(5_000)
      system.move('60104')
      await system.nextTick()
      expect((await positionOf(system)).protection.level).toBe('60063.1')
      expect((await system.send('GET', '/v1/ping')).status).toBe(200)
      await expectPromises(system)
    },
  )
})

describe('after 429', () => {
  beforeEach(() => opened())

  test('the watch reads only the mark of a protected position, and improves nothing', async () => {
    await hear(slowDown(59))
    system.move('60104')
    const { version } = (await system.state.positions.read((await positionOf(system)).id)) ?? {}
    expect(await sentBy(system.nextTick)).toEqual([look, stop])
    expect((await system.state.positions.read((await positionOf(system)).id))?.version).toBe(version)
    expect(system.told.count('StopRestored')).toBe(0)
    await waitOut(50)
    expect((await positionOf(system)).protection.level).toBe('60063.1')
    await expectPromises(system)
  })

  test('the next look restores missing stops without reading a book', async () => {
    await hear(slowDown(59))
    await system.exchange.cancelAllAlgo('BTCUSDT')
    expect(await sentBy(system.nextTick)).toEqual([look, stop])
    const { id, protection } = await positionOf(system)
    expect(await books(system)).toEqual([protection.primary])
    expect(system.told.of('stop-rescued')).toMatchObject([{ positionId: id }])
    await waitOut(50)
    expect(await books(system)).toHaveLength(3)
  })

  test('each look in an emergency sends one exit for the recorded quantity; proof and cleanup come later', async () => {
    await hear(slowDown(59))
    await system.exchange.cancelAllAlgo('BTCUSDT')
    system.wire.refuse(stop, -4509)
    system.move('59942')
    expect(await sentBy(system.nextTick)).toEqual([look, exit])
    expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
    expect((await positionOf(system)).state).toBe('closing')
    expect(await sentBy(system.nextTick)).toEqual([look])
    await waitOut(40)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
    await expectResultOf(system, await positionOf(system))
    expect((await system.state.account.read()).item.slots).toEqual({})
    await expectPromises(system, { nakedLater: true })
  })

  test('the next look, and none before it, sends a rejected exit again', async () => {
    await hear(slowDown(59))
    system.wire.misanswer(exit, () => slowDown(40))
    const exits = async () => (await sentBy(system.nextTick)).filter(request => request === exit).length
    await system.exchange.cancelAllAlgo('BTCUSDT')
    system.wire.refuse(stop, -4509)
    system.move('59942')
    expect(await exits()).toBe(1)
    expect(await system.exchange.position('BTCUSDT')).toBeDefined()
    expect(await exits()).toBe(1)
    expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  })

  test('a CLOSE sells at once, and finishes when it may read the book', async () => {
    await hear(slowDown(59))
    await system.gate(buy(system, { id: 'close', action: 'CLOSE' }))
    expect(await sentBy(system.drain)).toEqual([exit])
    expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
    await waitOut(60)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    await expectPromises(system)
  })

  test('a close beside another writer’s lease sells what no stop covers', async () => {
    await hear(slowDown(59))
    const { id } = await positionOf(system)
    await system.state.positions.lease(id, 'dead', system.clock.now(), system.clock.now() + 60_000)
    const closing = system.close({ v: 1, positionId: id, reason: 'emergency' }).catch(error => error.name)
    expect(await closing).toBe('PositionBusy')
    expect(await system.exchange.position('BTCUSDT')).toBeUndefined()
  })

  test('no signal opens a position, and none causes a request', async () => {
    system.feed.push('ETHUSDT', system.clock.now(), '3000')
    await hear(slowDown(59))
    await system.gate(buy(system, { id: 'two', symbol: 'ETHUSDT' }))
    const refused = system.drain().catch(error => error)
    expect(await refused).toMatchObject({ name: 'ExchangeError', rest: { kind: 'limited' } })
    expect(await sentBy(() => refused)).toEqual([])
    expect(await verdictOn(system, 'two')).toBe('accepted')
  })

  test('another client’s position is neither adopted nor reported until the wait is over', async () => {
    await hear(slowDown(59))
    const other = { symbol: 'ETHUSDT', side: 'BUY', type: 'MARKET', quantity: '1' }
    system.feed.push('ETHUSDT', system.clock.now(), '3000')
    expect((await system.send('POST', '/v1/order', other)).status).toBe(200)
    expect(await sentBy(system.nextTick)).toEqual([look, stop])
    expect(system.told.count('UnmanagedPosition')).toBe(0)
    expect(system.told.of('survey-part-failed')).toEqual([])
    await waitOut(60)
    expect(system.told.count('UnmanagedPosition')).toBe(1)
  })
})

test('an entry that filled right before 429 gets its stop at once, and is finished after the wait', async () => {
  system = await openSystem(dynamo, { known: [btcRules] })
  await system.gate(buy(system))
  system.wire.once(exit, () => system.wire.misanswer(look, () => slowDown(59)))
  await expect(system.drain()).rejects.toMatchObject({ rest: { kind: 'limited' } })
  const { protection, state } = await positionOf(system)
  expect([state, await books(system)]).toEqual(['entering', [protection.primary]])
  await system.exchange.cancelAllAlgo('BTCUSDT')
  expect(await sentBy(system.nextTick)).toEqual([look, stop])
  expect(await books(system)).toEqual([protection.primary])
  await waitOut(60)
  expect((await positionOf(system)).state).toBe('open')
  expect(await books(system)).toHaveLength(3)
  await expectPromises(system, { nakedLater: true })
})

describe('while the address is banned', () => {
  beforeEach(() => opened())

  test('nothing is sent, the watch still ticks, and its look is the first request afterwards', async () => {
    await hear(ban(120))
    const ticks = system.told.count('Tick')
    expect(await sentBy(() => waitOut(110))).toEqual([])
    expect(system.told.count('Tick') - ticks).toBe(11)
    expect(system.failures).toEqual([])
    const [first] = await sentBy(system.nextTick)
    expect(first).toBe(look)
  })

  test('an entry is sent one tick after the look', async () => {
    await hear(ban(25))
    system.feed.push('ETHUSDT', system.clock.now(), '3000')
    system.clock.advance(25_000)
    await system.gate(buy(system, { id: 'two', symbol: 'ETHUSDT' }))
    const sent = await sentBy(() =>
      expect(system.drain()).rejects.toMatchObject({ rest: { kind: 'banned' } }),
    )
    expect(sent).toEqual([])
    system.clock.advance(10_000)
    await system.drain()
    expect(await verdictOn(system, 'two')).toBe('accepted')
    expect((await positionOf(system, 'two')).state).toBe('open')
  })

  test('a message that needs nothing more ends at once, and delays no CLOSE behind it', async () => {
    system = await openSystem(dynamo, { known: [btcRules] })
    await system.gate(buy(system))
    const [message = ''] = system.trades.waiting
    await system.drain()
    await hear(ban(25))
    expect(await sentBy(() => system.take(message))).toEqual([])
    expect(system.rests).toEqual([])
    expect(await verdictOn(system)).toBe('accepted')
  })

  test('the message of an unfinished entry comes again as soon as the wait is over', async () => {
    system = await openSystem(dynamo, { known: [btcRules] })
    await system.gate(buy(system))
    system.wire.once(exit, () => system.wire.misanswer(look, () => ban(25)))
    const banned = () => expect(system.drain()).rejects.toMatchObject({ rest: { kind: 'banned' } })
    await banned()
    expect((await positionOf(system)).state).toBe('entering')
    expect(system.rests).toEqual([25_000])
    system.clock.advance(25_000)
    await banned()
    expect(system.rests).toEqual([25_000, 10_000])
    system.clock.advance(10_000)
    await system.drain()
    expect((await positionOf(system)).state).toBe('open')
    await expectPromises(system)
  })

  test('a CLOSE from the queue waits for the look, and the look closes the position', async () => {
    await hear(ban(25))
    system.clock.advance(25_000)
    await system.gate(buy(system, { id: 'close', action: 'CLOSE' }))
    const drained = () => expect(system.drain()).rejects.toMatchObject({ rest: { kind: 'banned' } })
    expect(await sentBy(drained)).toEqual([])
    const [first] = await sentBy(system.nextTick)
    expect(first).toBe(look)
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    system.clock.advance(10_000)
    await system.drain()
    await expectPromises(system)
  })

  test('a late order is swept after the ban, however long the ban was', async () => {
    const { id } = await positionOf(system)
    await system.close({ v: 1, positionId: id, reason: 'operator' })
    await hear(ban(180))
    const late = { symbol: 'BTCUSDT', side: 'SELL', type: 'TAKE_PROFIT_MARKET', quantity: '0.1' }
    const own = { ...late, triggerPrice: '70000', reduceOnly: true, clientAlgoId: `qt-test-${id}-t9` }
    await system.send('POST', '/v1/algoOrder', { algoType: 'CONDITIONAL', ...own })
    expect(await books(system)).toHaveLength(1)
    await waitOut(180)
    expect(await books(system)).toEqual([])
    expect(system.told.count('OrderSwept')).toBe(1)
  })
})
