import { expect, test } from 'vitest'
import { rulesWith } from '../paper/rules-with.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises, expectResultOf } from './audit.ts'
import { buy, positionOf, verdictOn } from './signals.ts'
import { openSystem } from './system.ts'

const dynamo = memoryForTests()

/** Listed on Binance, with rules like SOLUSDT's here. */
const symbol = '币安人生USDT'

test('a symbol in any script is opened, moved and closed like another, by the real client’s own encoding', async () => {
  const rules = rulesWith('SOLUSDT', { symbol, baseAsset: '币安人生' })
  const environment = { QT_SYMBOLS: symbol }
  const system = await openSystem(dynamo, { rules, symbol, price: '200', environment })
  await system.signal(buy(system, { symbol: '币安人生/USDT:USDT' }))
  expect(await verdictOn(system)).toBe('accepted')
  system.move('200.50', symbol)
  await system.nextTick()
  expect((await positionOf(system)).tier).toBeGreaterThan(0)
  await system.signal(buy(system, { id: 'close', symbol, action: 'CLOSE' }))
  expect(await verdictOn(system, 'close')).toBe('accepted')
  const position = await positionOf(system)
  expect(position).toMatchObject({ symbol, state: 'closed', result: { reason: 'signal' } })
  await expectResultOf(system, position)
  await expectPromises(system, {}, symbol)
})
