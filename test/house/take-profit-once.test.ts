import { expect, test } from 'vitest'
import { sum } from '#domain/decimal.ts'
import { btcRules } from '../domain/market.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = memoryForTests()

const open = async (): Promise<House> => {
  const house = await openHouse(dynamo, { known: [btcRules] })
  await house.signal(buy(house))
  return house
}

/** The order of the first take-profit, as it is known to nobody: its position, an order and a conditional order. */
const unknown = (params: URLSearchParams) =>
  /-t\d+$/.test(params.get('clientAlgoId') ?? params.get('origClientOrderId') ?? '')

async function sold(house: House): Promise<string> {
  const { trades } = await house.venue.ledger('BTCUSDT')
  return sum(trades.filter(({ side }) => side === 'SELL').map(({ qty }) => qty)).toFixed()
}

test('a take-profit that fired is not sold again where its order is not found and the position is shown as before', async () => {
  const house = await open()
  const { id, openQuantity = '' } = await positionOf(house)
  house.move('60070')
  let refused = true
  house.wire.refuse('GET /fapi/v1/algoOrder', -2013, params => refused && unknown(params))
  house.wire.refuse('GET /fapi/v1/order', -2013, params => refused && unknown(params))
  expect(await sold(house)).toBe('0.624')
  const before = { v: 1, id, symbol: 'BTCUSDT', quantity: openQuantity, mark: '60070' } as const
  await house.inspect(before)
  expect(await sold(house)).toBe('0.624')
  refused = false
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({
    openQuantity: '0.625',
    rungs: [{ state: 'done' }, {}, {}, {}, {}, {}],
  })
  expect(await sold(house)).toBe('0.624')
  await expectPromises(house)
  house.move('59900')
  await house.nextTick()
  await expectResultOf(house, await positionOf(house))
})

test('one whose order the exchange lost is offered again at the second look that finds neither it nor a sale', async () => {
  const house = await open()
  const rung = (await house.exchange.openAlgoOrders('BTCUSDT')).find(
    ({ type }) => type === 'TAKE_PROFIT_MARKET',
  )
  await house.exchange.cancelAlgo('BTCUSDT', rung?.clientId ?? '')
  house.wire.refuse('GET /fapi/v1/algoOrder', -2013, unknown)
  await house.nextTick()
  expect(await books(house)).toHaveLength(2)
  expect((await positionOf(house)).rungs[0]).toMatchObject({ state: 'placed', clientId: rung?.clientId })
  await house.nextTick()
  expect(await books(house)).toContain(rung?.clientId)
  house.move('60070')
  await house.nextTick()
  expect(await sold(house)).toBe('0.624')
  await expectPromises(house)
})

test('one that is found nowhere is cancelled before the market has it banked', async () => {
  const house = await open()
  const rung = (await house.exchange.openAlgoOrders('BTCUSDT')).find(
    ({ type }) => type === 'TAKE_PROFIT_MARKET',
  )
  const { clientId = '' } = rung ?? {}
  await house.exchange.cancelAlgo('BTCUSDT', clientId)
  house.wire.refuse('GET /fapi/v1/algoOrder', -2013, unknown)
  await house.nextTick()
  house.move('60070')
  await house.nextTick()
  expect(await sold(house)).toBe('0.624')
  const [own] = (await house.state.journal.read((await positionOf(house)).id)).filter(
    ({ event, clientId: of }) => event === 'order-cancelled' && of === clientId,
  )
  expect(own).toMatchObject({ because: 'its take-profit is banked' })
  await expectPromises(house)
})

test('a smaller sale of ours is not taken for the sale of one that is found nowhere', async () => {
  const house = await open()
  const { id } = await positionOf(house)
  const rung = (await house.exchange.openAlgoOrders('BTCUSDT')).find(
    ({ type }) => type === 'TAKE_PROFIT_MARKET',
  )
  await house.exchange.cancelAlgo('BTCUSDT', rung?.clientId ?? '')
  house.wire.refuse('GET /fapi/v1/algoOrder', -2013, unknown)
  const part = { type: 'MARKET', reduceOnly: true, symbol: 'BTCUSDT', side: 'SELL', quantity: '0.1' } as const
  await house.exchange.place({ ...part, clientId: `qt-test-${id}-k9` })
  await house.nextTick()
  expect((await positionOf(house)).rungs[0]?.state).toBe('placed')
  await house.nextTick()
  expect(await books(house)).toContain(rung?.clientId)
  await expectPromises(house)
})
