import { expect, test } from 'vitest'
import { memoryForTests } from '../storm/memory-table.ts'
import { openHouse } from './house.ts'
import { expectPromises } from './judge.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'

const dynamo = memoryForTests()

test('HOLD and opposite signals on an open position warn once per change', async () => {
  const house = await openHouse(dynamo)
  await house.signal(buy(house))
  const told = [
    { id: 'hold', action: 'HOLD', confidence: 0.8, warnings: 1, sentiment: 'HOLD' },
    { id: 'hold-again', action: 'HOLD', confidence: 0.8, warnings: 1, sentiment: 'HOLD' },
    { id: 'against', action: 'SELL', confidence: 0.8, warnings: 2, sentiment: 'opposes' },
    { id: 'unsure', action: 'HOLD', confidence: 0.71, warnings: 2, sentiment: 'opposes' },
    { id: 'with', action: 'BUY', confidence: 0.8, warnings: 2, sentiment: 'agrees' },
    { id: 'against-again', action: 'SELL', confidence: 0.8, warnings: 3, sentiment: 'opposes' },
  ]
  for (const { warnings, sentiment, ...said } of told) {
    house.clock.advance(1_000)
    await house.signal(buy(house, said))
    await house.nextTick()
    await house.nextTick()
    expect({ said, now: (await positionOf(house)).sentiment }).toEqual({ said, now: sentiment })
    expect(house.told.count('SentimentWarning')).toBe(warnings)
  }
  expect(await verdictOn(house, 'hold')).toBe('hold')
  expect(await verdictOn(house, 'against')).toBe('opposes-open-position')
  expect(await verdictOn(house, 'with')).toBe('already-open')
  expect(house.told.of('sentiment').map(line => line.sentiment)).toEqual(['HOLD', 'opposes', 'opposes'])
  const events = await house.state.journal.read((await positionOf(house)).id)
  expect(events.filter(({ event }) => event === 'sentiment-changed')).toHaveLength(3)
  expect(await expectPromises(house)).toHaveLength(1)
})

test('what was said before the entry is no change of sentiment', async () => {
  const house = await openHouse(dynamo)
  await house.signal(sell(house, { id: 'before', timestamp: house.clock.now() - 5_000, symbol: 'BTCUSDT' }))
  await house.signal(buy(house, { id: 'late-hold', action: 'HOLD', timestamp: house.clock.now() - 30_000 }))
  await house.nextTick()
  expect(house.told.count('SentimentWarning')).toBe(0)
})
