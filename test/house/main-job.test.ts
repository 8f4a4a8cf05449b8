import { afterAll, beforeAll, expect, test } from 'vitest'
import { positionIdOf } from '#domain/identity.ts'
import { type LocalDynamo, startDynamo } from '../state/local-table.ts'
import { type House, openHouse } from './house.ts'

let dynamo: LocalDynamo
beforeAll(async () => {
  dynamo = await startDynamo()
})
afterAll(() => dynamo.stop())

const buy = (house: House, more: Readonly<Record<string, unknown>> = {}) => ({
  symbol: 'BTC/USDT',
  action: 'BUY',
  confidence: 0.8,
  source: 'xgboost',
  timestamp: house.clock.now(),
  ...more,
})

test('a signal becomes a position with two stops and a take-profit in the algo book', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house, { id: 'one' }))
  const orders = await house.exchange.openAlgoOrders('BTCUSDT')
  expect(orders.map(order => order.type).sort()).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
  const position = (await house.state.positions.read(positionIdOf('xgboost#one')))?.item
  expect(position).toMatchObject({ state: 'open', leverage: 30, side: 'long' })
})
