import { describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import type { RowFault } from '#paper/faults/rule.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, type HouseOptions, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = memoryForTests()

/** A house with a long BTC open, whose venue can be told to show rows otherwise. */
async function opened(options: HouseOptions = {}) {
  const faults = createFaults()
  const house = await openHouse(dynamo, { ...options, faults })
  await house.signal(buy(house))
  await house.nextTick()
  const show = (path: string, fault: Omit<RowFault, 'kind'>) =>
    faults.add({ match: { path }, fault: { kind: 'row', ...fault } })
  return { house, faults, show }
}
const risk = '/fapi/v3/positionRisk'
const algos = '/fapi/v1/openAlgoOrders'
const trailingStop = {
  algoType: 'CONDITIONAL',
  symbol: 'BTCUSDT',
  side: 'SELL',
  type: 'TRAILING_STOP_MARKET',
}

const stopTypes = async (house: House) =>
  (await house.exchange.openAlgoOrders('BTCUSDT')).map(order => order.type).sort()

describe("somebody's trailing stop on our symbol, its row without a trigger", () => {
  test('keeps no stop from moving or being restored, and no CLOSE from its end', async () => {
    const { house, faults, show } = await opened()
    const theirs = { quantity: '0.001', callbackRate: '5', reduceOnly: true, clientAlgoId: 'by-hand' }
    await house.send('POST', '/v1/algoOrder', { ...trailingStop, ...theirs })
    const odd = (fault: Omit<RowFault, 'kind'>) =>
      show(algos, { of: { orderType: 'TRAILING_STOP_MARKET' }, ...fault })

    odd({ lack: ['triggerPrice'] })
    house.move('60104')
    await house.nextTick()
    const { tier, protection } = await positionOf(house)
    expect({ tier, level: protection.level }).toEqual({ tier: 1, level: '60063.1' })

    for (const triggerPrice of ['', null]) {
      faults.clear()
      odd({ show: { triggerPrice } })
      for (const clientId of [protection.primary, protection.backup])
        await house.exchange.cancelAlgo('BTCUSDT', clientId)
      await house.nextTick()
      expect(await stopTypes(house)).toEqual(expect.arrayContaining(['STOP', 'STOP_MARKET']))
    }

    await house.signal(buy(house, { id: 'close', action: 'CLOSE' }))
    const closed = await positionOf(house)
    expect(closed).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    expect((await house.state.account.read()).item.slots).toEqual({})
    await expectPromises(house, { nakedLater: true })
    await expectResultOf(house, closed)
  })

  test('keeps no emergency from being closed', async () => {
    const { house, show } = await opened()
    await house.exchange.cancelAllAlgo('BTCUSDT')
    await house.send('POST', '/v1/algoOrder', {
      ...trailingStop,
      quantity: '0.001',
      callbackRate: '5',
      reduceOnly: true,
    })
    show(algos, { of: { orderType: 'TRAILING_STOP_MARKET' }, lack: ['triggerPrice'] })
    house.move('59500')
    await house.nextTick()
    expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
    await expectPromises(house, { nakedLater: true })
  })
})

describe('an odd row of somebody else’s position', () => {
  const oddities: readonly Omit<RowFault, 'kind'>[] = [
    { show: { positionAmt: '1.2E-7' } },
    { show: { positionAmt: null } },
    { show: { liquidationPrice: '' } },
    { show: { markPrice: 'NaN' } },
    { lack: ['symbol'] },
  ]

  test('hides none of ours, and stays known as foreign', async () => {
    const { house, faults, show } = await opened()
    house.feed.push('ETHUSDT', house.clock.now(), '3000')
    await house.send('POST', '/v1/order', { symbol: 'ETHUSDT', side: 'BUY', type: 'MARKET', quantity: '1' })
    await house.nextTick()
    for (const odd of oddities) {
      faults.clear()
      show(risk, { of: { symbol: 'ETHUSDT' }, ...odd })
      await house.exchange.cancelAllAlgo('BTCUSDT')
      await house.nextTick()
      expect(await stopTypes(house)).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
      expect((await house.state.account.read()).item.foreign).toEqual(['ETHUSDT'])
    }
    expect(house.told.count('ForeignPosition')).toBe(1)
    await expectPromises(house, { nakedLater: true })
  })
})

describe('our own row', () => {
  test.each<[string, Omit<RowFault, 'kind'>]>([
    ['an amount of null', { of: { symbol: 'BTCUSDT' }, show: { positionAmt: null } }],
    ['no symbol', { of: { symbol: 'BTCUSDT' }, lack: ['symbol'] }],
  ])('that cannot be read (%s) is not called flat, is told, and its stop is restored', async (_, odd) => {
    const { house, faults, show } = await opened()
    await house.exchange.cancelAllAlgo('BTCUSDT')
    show(risk, odd)
    await house.nextTick()
    const { protection } = await positionOf(house)
    expect(await books(house)).toEqual([protection.primary])
    expect(house.told.count('RowUnread')).toBe(1)
    faults.clear()
    await house.nextTick()
    expect(await positionOf(house)).toMatchObject({ state: 'open' })
    expect(await stopTypes(house)).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
    await expectPromises(house, { nakedLater: true })
  })

  test('of a stop that cannot be read is not taken for a missing stop', async () => {
    const { house, faults, show } = await opened()
    const { protection } = await positionOf(house)
    const sent = (await house.venue.ledger('BTCUSDT')).algoOrders.length
    show(algos, { of: { clientAlgoId: protection.primary }, show: { triggerPrice: null } })
    await house.nextTick()
    expect((await house.venue.ledger('BTCUSDT')).algoOrders).toHaveLength(sent)
    expect(house.told.count('RowUnread')).toBe(1)
    expect(house.failures).toHaveLength(1)
    faults.clear()
    await house.nextTick()
    expect((await house.venue.ledger('BTCUSDT')).algoOrders).toHaveLength(sent)
    await expectPromises(house, { failures: true })
  })
})

test("an owner's closePosition stop without a trigger holds nothing of a position that was found", async () => {
  const faults = createFaults()
  const house = await openHouse(dynamo, { environment: { QT_ADOPT: 'all' }, faults })
  await house.send('POST', '/v1/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' })
  const stop = { ...trailingStop, type: 'STOP_MARKET', closePosition: true, triggerPrice: '50000' }
  await house.send('POST', '/v1/algoOrder', { ...stop, clientAlgoId: 'hand-stop' })
  faults.add({
    match: { path: algos },
    fault: { kind: 'row', of: { clientAlgoId: 'hand-stop' }, show: { triggerPrice: '0.00' } },
  })
  await house.nextTick()
  await house.nextTick()
  expect(house.told.count('Unprotected')).toBeGreaterThan(0)
  expect(await books(house)).toContain('hand-stop')
})

test('a loss beyond the emergency level is closed though the orders cannot be read', async () => {
  const { house } = await opened()
  await house.exchange.cancelAllAlgo('BTCUSDT')
  house.move('59942.9')
  let blind = true
  house.wire.refuse('GET /fapi/v1/openAlgoOrders', -1000, () => blind)
  house.wire.once('POST /fapi/v1/order', () => {
    blind = false
  })
  await house.nextTick()
  const position = await positionOf(house)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  expect(house.told.of('orders-unread')).toHaveLength(1)
  await expectPromises(house, { nakedLater: true })
  await expectResultOf(house, position)
})

test('without its orders a position is neither called naked nor closed for a crossed stop', async () => {
  const { house } = await opened()
  const sent = (await house.venue.ledger('BTCUSDT')).algoOrders.length
  house.feed.push('BTCUSDT', house.clock.now() + 1, { last: '60000', mark: '59962' })
  house.wire.refuse('GET /fapi/v1/openAlgoOrders', -1000)
  await house.nextTick()
  expect(house.failures).toHaveLength(1)
  expect(house.told.count('Unprotected')).toBe(0)
  expect((await house.venue.ledger('BTCUSDT')).algoOrders).toHaveLength(sent)
})
