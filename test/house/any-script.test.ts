import { expect, test } from 'vitest'
import { rulesWith } from '../paper/rules-with.ts'
import { memoryForTests } from '../storm/memory-table.ts'
import { openHouse } from './house.ts'
import { expectPromises, expectResultOf } from './judge.ts'
import { buy, positionOf, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

/** Binance lists it; like SOLUSDT here. */
const symbol = '币安人生USDT'

test('a symbol in any script is opened, moved and closed like another, by the real client’s own encoding', async () => {
  const rules = rulesWith('SOLUSDT', { symbol, baseAsset: '币安人生' })
  const environment = { QT_SYMBOLS: symbol }
  const house = await openHouse(dynamo, { rules, symbol, price: '200', environment })
  await house.signal(buy(house, { symbol: '币安人生/USDT:USDT' }))
  expect(await verdictOn(house)).toBe('accepted')
  house.move('200.50', symbol)
  await house.nextTick()
  expect((await positionOf(house)).tier).toBeGreaterThan(0)
  await house.signal(buy(house, { id: 'close', symbol, action: 'CLOSE' }))
  expect(await verdictOn(house, 'close')).toBe('accepted')
  const position = await positionOf(house)
  expect(position).toMatchObject({ symbol, state: 'closed', result: { reason: 'signal' } })
  await expectResultOf(house, position)
  await expectPromises(house, {}, symbol)
})
