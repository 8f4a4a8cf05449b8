import { expect, test } from 'vitest'
import { memoryForTests } from '../storm/memory-table.ts'
import { type House, openHouse } from './house.ts'
import { expectPromises } from './judge.ts'
import { buy, sell, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

async function opened(environment: Readonly<Record<string, string>> = {}) {
  const house = await openHouse(dynamo, { environment })
  house.feed.push('ETHUSDT', house.clock.now(), '3000')
  await house.signal(buy(house))
  await house.nextTick()
  return house
}

const slot = async (house: House) => (await house.state.account.read()).item.slots.BTCUSDT
const byHand = (house: House, order: object) =>
  house.exchange.place({ symbol: 'BTCUSDT', clientId: `hand-${house.clock.now()}`, ...order } as never)
const add = (house: House, quantity: string) =>
  byHand(house, { type: 'LIMIT', timeInForce: 'IOC', side: 'BUY', quantity, price: '60010' })
const sellPart = (house: House, quantity: string) =>
  byHand(house, { type: 'MARKET', reduceOnly: true, side: 'SELL', quantity })

test('what somebody adds to a position counts as risk at the next tick, and no longer once he has sold it', async () => {
  const house = await opened()
  expect((await slot(house))?.worstLoss).toBe('149.88749400')
  await add(house, '2.498')
  await house.nextTick()
  expect(Number((await slot(house))?.worstLoss)).toBeCloseTo(3 * 149.89, 0)
  await sellPart(house, '2.498')
  await house.nextTick()
  expect(Number((await slot(house))?.worstLoss)).toBeCloseTo(149.89, 0)
  await expectPromises(house)
})

test('a part that is sold counts until the close: its loss is not known before', async () => {
  const house = await opened()
  await sellPart(house, '1')
  await house.nextTick()
  expect((await slot(house))?.worstLoss).toBe('149.88749400')
})

test('an enlarged position leaves less of the cap to others, and holding writes nothing', async () => {
  const house = await opened({ QT_MAX_DAILY_LOSS: '350' })
  await add(house, '1.249')
  await house.nextTick()
  await house.signal(sell(house, { id: 'two', symbol: 'ETHUSDT' }))
  expect(await verdictOn(house, 'two')).toBe('daily-loss')
  const { version } = await house.state.account.read()
  for (const _ of [1, 2, 3]) await house.nextTick()
  expect((await house.state.account.read()).version).toBe(version)
})
