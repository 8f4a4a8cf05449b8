import { expect, test } from 'vitest'
import { sum } from '#domain/decimal.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

const open = async (): Promise<System> => {
  const system = await openSystem(dynamo, { known: [btcRules] })
  await system.signal(buy(system))
  return system
}

/** Matches requests for a take-profit's order by its client id. */
const unknown = (params: URLSearchParams) =>
  /-t\d+$/.test(params.get('clientAlgoId') ?? params.get('origClientOrderId') ?? '')

async function sold(system: System): Promise<string> {
  const { trades } = await system.venue.ledger('BTCUSDT')
  return sum(trades.filter(({ side }) => side === 'SELL').map(({ qty }) => qty)).toFixed()
}

test('a filled take-profit is not sold again if its order is not found and the position still looks unchanged', async () => {
  const system = await open()
  const { id, openQuantity = '' } = await positionOf(system)
  system.move('60070')
  let refused = true
  system.wire.refuse('GET /fapi/v1/algoOrder', -2013, params => refused && unknown(params))
  system.wire.refuse('GET /fapi/v1/order', -2013, params => refused && unknown(params))
  expect(await sold(system)).toBe('0.624')
  const before = { v: 1, id, symbol: 'BTCUSDT', quantity: openQuantity, mark: '60070' } as const
  await system.inspect(before)
  expect(await sold(system)).toBe('0.624')
  refused = false
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({
    openQuantity: '0.625',
    rungs: [{ state: 'done' }, {}, {}, {}, {}, {}],
  })
  expect(await sold(system)).toBe('0.624')
  await expectPromises(system)
  system.move('59900')
  await system.nextTick()
  await expectResultOf(system, await positionOf(system))
})

test('a take-profit that the exchange lost is offered again at the second look that finds neither order nor sale', async () => {
  const system = await open()
  const rung = (await system.exchange.openAlgoOrders('BTCUSDT')).find(
    ({ type }) => type === 'TAKE_PROFIT_MARKET',
  )
  await system.exchange.cancelAlgo('BTCUSDT', rung?.clientId ?? '')
  system.wire.refuse('GET /fapi/v1/algoOrder', -2013, unknown)
  await system.nextTick()
  expect(await books(system)).toHaveLength(2)
  expect((await positionOf(system)).rungs[0]).toMatchObject({ state: 'placed', clientId: rung?.clientId })
  await system.nextTick()
  expect(await books(system)).toContain(rung?.clientId)
  system.move('60070')
  await system.nextTick()
  expect(await sold(system)).toBe('0.624')
  await expectPromises(system)
})

test('a missing take-profit is cancelled before its part is banked at market', async () => {
  const system = await open()
  const rung = (await system.exchange.openAlgoOrders('BTCUSDT')).find(
    ({ type }) => type === 'TAKE_PROFIT_MARKET',
  )
  const { clientId = '' } = rung ?? {}
  await system.exchange.cancelAlgo('BTCUSDT', clientId)
  system.wire.refuse('GET /fapi/v1/algoOrder', -2013, unknown)
  await system.nextTick()
  system.move('60070')
  await system.nextTick()
  expect(await sold(system)).toBe('0.624')
  const [own] = (await system.state.journal.read((await positionOf(system)).id)).filter(
    ({ event, clientId: of }) => event === 'order-cancelled' && of === clientId,
  )
  expect(own).toMatchObject({ because: 'its take-profit is banked' })
  await expectPromises(system)
})

test('a smaller sale of ours does not count as the sale of a missing take-profit', async () => {
  const system = await open()
  const { id } = await positionOf(system)
  const rung = (await system.exchange.openAlgoOrders('BTCUSDT')).find(
    ({ type }) => type === 'TAKE_PROFIT_MARKET',
  )
  await system.exchange.cancelAlgo('BTCUSDT', rung?.clientId ?? '')
  system.wire.refuse('GET /fapi/v1/algoOrder', -2013, unknown)
  const part = { type: 'MARKET', reduceOnly: true, symbol: 'BTCUSDT', side: 'SELL', quantity: '0.1' } as const
  await system.exchange.place({ ...part, clientId: `qt-test-${id}-k9` })
  await system.nextTick()
  expect((await positionOf(system)).rungs[0]?.state).toBe('placed')
  await system.nextTick()
  expect(await books(system)).toContain(rung?.clientId)
  await expectPromises(system)
})

test('a take-profit that may still live is not banked while the exchange is too busy to cancel it', async () => {
  const system = await open()
  const rung = (await system.exchange.openAlgoOrders('BTCUSDT')).find(
    ({ type }) => type === 'TAKE_PROFIT_MARKET',
  )
  await system.exchange.cancelAlgo('BTCUSDT', rung?.clientId ?? '')
  let busy = true
  system.wire.refuse('GET /fapi/v1/algoOrder', -2013, unknown)
  system.wire.refuse('POST /fapi/v1/algoOrder', -2021, unknown)
  system.wire.refuse('DELETE /fapi/v1/algoOrder', -1008, () => busy)
  for (let tick = 0; tick < 3; tick++) await system.nextTick()
  expect(system.told.of('take-profit-sent').at(-1)).toMatchObject({ code: -2021 })
  expect(system.told.of('order-cancelled').at(-1)).toMatchObject({ outcome: 'refused', code: -1008 })
  expect(await sold(system)).toBe('0')
  busy = false
  for (let tick = 0; tick < 2; tick++) await system.nextTick()
  expect(await sold(system)).toBe('0.624')
})
