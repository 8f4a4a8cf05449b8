import { describe, expect, test } from 'vitest'
import { createFaults } from '#paper/faults/faults.ts'
import type { RowFault } from '#paper/faults/rule.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System, type SystemOptions } from './system.ts'

const dynamo = memoryForTests()

/** A system with a long BTC position, whose venue can be told to change the rows that it shows. */
async function opened(options: SystemOptions = {}) {
  const faults = createFaults()
  const system = await openSystem(dynamo, { ...options, faults })
  await system.signal(buy(system))
  await system.nextTick()
  const show = (path: string, fault: Omit<RowFault, 'kind'>) =>
    faults.add({ match: { path }, fault: { kind: 'row', ...fault } })
  return { system, faults, show }
}
const risk = '/fapi/v3/positionRisk'
const algos = '/fapi/v1/openAlgoOrders'
const trailingStop = {
  algoType: 'CONDITIONAL',
  symbol: 'BTCUSDT',
  side: 'SELL',
  type: 'TRAILING_STOP_MARKET',
}

const stopTypes = async (system: System) =>
  (await system.exchange.openAlgoOrders('BTCUSDT')).map(order => order.type).sort()

describe("another client's trailing stop on our symbol, its row without a trigger", () => {
  test('does not stop our stops from moving or being restored, nor a CLOSE from ending', async () => {
    const { system, faults, show } = await opened()
    const theirs = { quantity: '0.001', callbackRate: '5', reduceOnly: true, clientAlgoId: 'by-hand' }
    await system.send('POST', '/v1/algoOrder', { ...trailingStop, ...theirs })
    const odd = (fault: Omit<RowFault, 'kind'>) =>
      show(algos, { of: { orderType: 'TRAILING_STOP_MARKET' }, ...fault })

    odd({ lack: ['triggerPrice'] })
    system.move('60104')
    await system.nextTick()
    const { tier, protection } = await positionOf(system)
    expect({ tier, level: protection.level }).toEqual({ tier: 1, level: '60063.1' })

    for (const triggerPrice of ['', null]) {
      faults.clear()
      odd({ show: { triggerPrice } })
      for (const clientId of [protection.primary, protection.backup])
        await system.exchange.cancelAlgo('BTCUSDT', clientId)
      await system.nextTick()
      expect(await stopTypes(system)).toEqual(expect.arrayContaining(['STOP', 'STOP_MARKET']))
    }

    await system.signal(buy(system, { id: 'close', action: 'CLOSE' }))
    const closed = await positionOf(system)
    expect(closed).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
    expect((await system.state.account.read()).item.slots).toEqual({})
    await expectPromises(system, { nakedLater: true })
    await expectResultOf(system, closed)
  })

  test('does not stop an emergency from being closed', async () => {
    const { system, show } = await opened()
    await system.exchange.cancelAllAlgo('BTCUSDT')
    await system.send('POST', '/v1/algoOrder', {
      ...trailingStop,
      quantity: '0.001',
      callbackRate: '5',
      reduceOnly: true,
    })
    show(algos, { of: { orderType: 'TRAILING_STOP_MARKET' }, lack: ['triggerPrice'] })
    system.move('59500')
    await system.nextTick()
    expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
    await expectPromises(system, { nakedLater: true })
  })
})

describe('an odd row of another client’s position', () => {
  const oddities: readonly Omit<RowFault, 'kind'>[] = [
    { show: { positionAmt: '1.2E-7' } },
    { show: { positionAmt: null } },
    { show: { liquidationPrice: '' } },
    { show: { markPrice: 'NaN' } },
    { lack: ['symbol'] },
  ]

  test('hides none of ours, and stays reported as unmanaged', async () => {
    const { system, faults, show } = await opened()
    system.feed.push('ETHUSDT', system.clock.now(), '3000')
    await system.send('POST', '/v1/order', { symbol: 'ETHUSDT', side: 'BUY', type: 'MARKET', quantity: '1' })
    await system.nextTick()
    for (const odd of oddities) {
      faults.clear()
      show(risk, { of: { symbol: 'ETHUSDT' }, ...odd })
      await system.exchange.cancelAllAlgo('BTCUSDT')
      await system.nextTick()
      expect(await stopTypes(system)).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
      expect((await system.state.account.read()).item.foreign).toEqual(['ETHUSDT'])
    }
    expect(system.told.count('UnmanagedPosition')).toBe(1)
    await expectPromises(system, { nakedLater: true })
  })
})

describe('our own row', () => {
  test.each<[string, Omit<RowFault, 'kind'>]>([
    ['an amount of null', { of: { symbol: 'BTCUSDT' }, show: { positionAmt: null } }],
    ['no symbol', { of: { symbol: 'BTCUSDT' }, lack: ['symbol'] }],
  ])(
    'that cannot be read (%s) does not count as flat, is reported, and its stop is restored',
    async (_, odd) => {
      const { system, faults, show } = await opened()
      await system.exchange.cancelAllAlgo('BTCUSDT')
      show(risk, odd)
      await system.nextTick()
      const { protection } = await positionOf(system)
      expect(await books(system)).toEqual([protection.primary])
      expect(system.told.count('RowUnread')).toBe(1)
      faults.clear()
      await system.nextTick()
      expect(await positionOf(system)).toMatchObject({ state: 'open' })
      expect(await stopTypes(system)).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
      await expectPromises(system, { nakedLater: true })
    },
  )

  test('of a stop that cannot be read does not count as a missing stop', async () => {
    const { system, faults, show } = await opened()
    const { protection } = await positionOf(system)
    const sent = (await system.venue.ledger('BTCUSDT')).algoOrders.length
    show(algos, { of: { clientAlgoId: protection.primary }, show: { triggerPrice: null } })
    await system.nextTick()
    expect((await system.venue.ledger('BTCUSDT')).algoOrders).toHaveLength(sent)
    expect(system.told.count('RowUnread')).toBe(1)
    expect(system.failures).toHaveLength(1)
    faults.clear()
    await system.nextTick()
    expect((await system.venue.ledger('BTCUSDT')).algoOrders).toHaveLength(sent)
    await expectPromises(system, { failures: true })
  })
})

test('an owner’s closePosition stop without a trigger does not protect an adopted position', async () => {
  const faults = createFaults()
  const system = await openSystem(dynamo, { environment: { QT_ADOPT: 'all' }, faults })
  await system.send('POST', '/v1/order', { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.1' })
  const stop = { ...trailingStop, type: 'STOP_MARKET', closePosition: true, triggerPrice: '50000' }
  await system.send('POST', '/v1/algoOrder', { ...stop, clientAlgoId: 'hand-stop' })
  faults.add({
    match: { path: algos },
    fault: { kind: 'row', of: { clientAlgoId: 'hand-stop' }, show: { triggerPrice: '0.00' } },
  })
  await system.nextTick()
  await system.nextTick()
  expect(system.told.count('Unprotected')).toBeGreaterThan(0)
  expect(await books(system)).toContain('hand-stop')
})

test('the watch closes a loss beyond the emergency level even if the orders cannot be read', async () => {
  const { system } = await opened()
  await system.exchange.cancelAllAlgo('BTCUSDT')
  system.move('59942.9')
  let blind = true
  system.wire.refuse('GET /fapi/v1/openAlgoOrders', -1000, () => blind)
  system.wire.once('POST /fapi/v1/order', () => {
    blind = false
  })
  await system.nextTick()
  const position = await positionOf(system)
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
  expect(system.told.of('orders-unread')).toHaveLength(1)
  await expectPromises(system, { nakedLater: true })
  await expectResultOf(system, position)
})

test('while its orders cannot be read, a position neither counts as unprotected nor is closed for a crossed stop', async () => {
  const { system } = await opened()
  const sent = (await system.venue.ledger('BTCUSDT')).algoOrders.length
  system.feed.push('BTCUSDT', system.clock.now() + 1, { last: '60000', mark: '59962' })
  system.wire.refuse('GET /fapi/v1/openAlgoOrders', -1000)
  await system.nextTick()
  expect(system.failures).toHaveLength(1)
  expect(system.told.count('Unprotected')).toBe(0)
  expect((await system.venue.ledger('BTCUSDT')).algoOrders).toHaveLength(sent)
})
