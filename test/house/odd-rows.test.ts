import { expect, test } from 'vitest'
import { dynamoForTests } from '../state/local-table.ts'
import { openHouse } from './house.ts'
import { expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = dynamoForTests()

test('a loss beyond the emergency level is closed though the orders cannot be read', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
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
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  const sent = (await house.venue.ledger('BTCUSDT')).algoOrders.length
  house.feed.push('BTCUSDT', house.clock.now() + 1, { last: '60000', mark: '59962' })
  house.wire.refuse('GET /fapi/v1/openAlgoOrders', -1000)
  await house.nextTick()
  expect(house.failures).toHaveLength(1)
  expect(house.told.count('Unprotected')).toBe(0)
  expect((await house.venue.ledger('BTCUSDT')).algoOrders).toHaveLength(sent)
})
