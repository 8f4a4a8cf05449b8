import { expect, test } from 'vitest'
import { orderBudget, orderWindow } from '#domain/order-budget.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { books, expectPromises } from './judge.ts'
import { buy, positionOf } from './signals.ts'

const dynamo = memoryForTests()

/** Other positions have used up what improvements may send in the window of the next tick. */
async function spendTheNextWindow({ state, clock }: House): Promise<void> {
  const { improvements } = orderBudget
  await state.orders.reserve(orderWindow(clock.now()) + 1, improvements, improvements)
}

const posts = ({ wire }: House) => wire.requests.filter(request => request.startsWith('POST')).length

test('a stop that stands waits for its new level while too many orders are sent, and moves at the next tick', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  const { protection } = await positionOf(house)
  const sent = posts(house)
  house.move('60104')
  await spendTheNextWindow(house)
  await house.nextTick()
  expect(posts(house)).toBe(sent)
  expect(await books(house)).toContain(protection.primary)
  expect(house.told.of('improvement-waits')).toMatchObject([{ what: 'raise' }])
  await house.nextTick()
  expect((await positionOf(house)).protection.level).toBe('60063.1')
  await expectPromises(house)
})

test('a first stop, a stop that was taken away and an exit ask nobody', async () => {
  const house = await openHouse(dynamo)
  await house.state.orders.reserve(
    orderWindow(house.clock.now()),
    orderBudget.improvements,
    orderBudget.improvements,
  )
  await house.signal(buy(house))
  const { protection } = await positionOf(house)
  expect(await books(house)).toEqual(expect.arrayContaining([protection.primary, protection.backup]))
  await house.exchange.cancelAllAlgo('BTCUSDT')
  await spendTheNextWindow(house)
  await house.nextTick()
  expect(await books(house)).toContain((await positionOf(house)).protection.primary)
  await house.exchange.cancelAllAlgo('BTCUSDT')
  house.move('59800')
  await spendTheNextWindow(house)
  await house.nextTick()
  expect(await positionOf(house)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
})

test('a raise that is over the exchange’s own limit is asked for once a tick, not again and again', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  house.move('60104')
  const sent = posts(house)
  house.wire.refuse('POST /fapi/v1/algoOrder', -1015)
  await house.nextTick()
  expect(posts(house)).toBe(sent + 1)
  await expectPromises(house)
})
