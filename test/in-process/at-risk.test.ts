import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

async function opened(environment: Readonly<Record<string, string>> = {}) {
  const system = await openSystem(dynamo, { environment })
  system.feed.push('ETHUSDT', system.clock.now(), '3000')
  await system.signal(buy(system))
  await system.nextTick()
  return system
}

const slot = async (system: System) => (await system.state.account.read()).item.slots.BTCUSDT
const byHand = (system: System, order: object) =>
  system.exchange.place({ symbol: 'BTCUSDT', clientId: `hand-${system.clock.now()}`, ...order } as never)
const add = (system: System, quantity: string) =>
  byHand(system, { type: 'LIMIT', timeInForce: 'IOC', side: 'BUY', quantity, price: '60010' })
const sellPart = (system: System, quantity: string) =>
  byHand(system, { type: 'MARKET', reduceOnly: true, side: 'SELL', quantity })

test('a part that a trader adds to a position counts as risk from the next tick until it is sold', async () => {
  const system = await opened()
  expect((await slot(system))?.worstLoss).toBe('149.88749400')
  await add(system, '2.498')
  await system.nextTick()
  expect(Number((await slot(system))?.worstLoss)).toBeCloseTo(3 * 149.89, 0)
  await sellPart(system, '2.498')
  await system.nextTick()
  expect(Number((await slot(system))?.worstLoss)).toBeCloseTo(149.89, 0)
  await expectPromises(system)
})

test('a part that was sold counts as risk until the close, when its loss is known', async () => {
  const system = await opened()
  await sellPart(system, '1')
  await system.nextTick()
  expect((await slot(system))?.worstLoss).toBe('149.88749400')
})

test('an enlarged position leaves less of the daily loss to others; a look that holds writes nothing', async () => {
  const system = await opened({ QT_MAX_DAILY_LOSS: '350' })
  await add(system, '1.249')
  await system.nextTick()
  await system.signal(sell(system, { id: 'two', symbol: 'ETHUSDT' }))
  expect(await verdictOn(system, 'two')).toBe('daily-loss')
  const { version } = await system.state.account.read()
  for (const _ of [1, 2, 3]) await system.nextTick()
  expect((await system.state.account.read()).version).toBe(version)
})
