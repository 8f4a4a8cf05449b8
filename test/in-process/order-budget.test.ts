import { expect, test } from 'vitest'
import { orderBudget, orderWindow } from '#domain/order-budget.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { books, expectPromises } from './audit.ts'
import { buy, positionOf } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

/** Other positions have used up the orders for improvements in the window of the next tick. */
async function spendTheNextWindow({ state, clock }: System): Promise<void> {
  const { improvements } = orderBudget
  await state.orders.reserve(orderWindow(clock.now()) + 1, improvements, improvements)
}

const posts = ({ wire }: System) => wire.requests.filter(request => request.startsWith('POST')).length

test('while too many orders are sent, a raise waits for the next tick', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  const { protection } = await positionOf(system)
  const sent = posts(system)
  system.move('60104')
  await spendTheNextWindow(system)
  await system.nextTick()
  expect(posts(system)).toBe(sent)
  expect(await books(system)).toContain(protection.primary)
  expect(system.told.of('improvement-waits')).toMatchObject([{ what: 'raise-stop' }])
  await system.nextTick()
  expect((await positionOf(system)).protection.level).toBe('60063.1')
  await expectPromises(system)
})

test('a first stop, a restored stop and an exit do not wait', async () => {
  const system = await openSystem(dynamo)
  await system.state.orders.reserve(
    orderWindow(system.clock.now()),
    orderBudget.improvements,
    orderBudget.improvements,
  )
  await system.signal(buy(system))
  const { protection } = await positionOf(system)
  expect(await books(system)).toEqual(expect.arrayContaining([protection.primary, protection.backup]))
  await system.exchange.cancelAllAlgo('BTCUSDT')
  await spendTheNextWindow(system)
  await system.nextTick()
  expect(await books(system)).toContain((await positionOf(system)).protection.primary)
  await system.exchange.cancelAllAlgo('BTCUSDT')
  system.move('59800')
  await spendTheNextWindow(system)
  await system.nextTick()
  expect(await positionOf(system)).toMatchObject({ state: 'closed', result: { reason: 'emergency' } })
})

test('a raise beyond the exchange’s own limit is sent once a tick, no more', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  system.move('60104')
  const sent = posts(system)
  system.wire.refuse('POST /fapi/v1/algoOrder', -1015)
  await system.nextTick()
  expect(posts(system)).toBe(sent + 1)
  await expectPromises(system)
})
