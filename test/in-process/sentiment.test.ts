import { expect, test } from 'vitest'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem } from './system.ts'

const dynamo = memoryForTests()

test('HOLD and opposite signals on an open position warn once per change', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  const told = [
    { id: 'hold', action: 'HOLD', confidence: 0.8, warnings: 1, sentiment: 'HOLD' },
    { id: 'hold-again', action: 'HOLD', confidence: 0.8, warnings: 1, sentiment: 'HOLD' },
    { id: 'against', action: 'SELL', confidence: 0.8, warnings: 2, sentiment: 'opposes' },
    { id: 'unsure', action: 'HOLD', confidence: 0.71, warnings: 2, sentiment: 'opposes' },
    { id: 'with', action: 'BUY', confidence: 0.8, warnings: 2, sentiment: 'agrees' },
    { id: 'against-again', action: 'SELL', confidence: 0.8, warnings: 3, sentiment: 'opposes' },
  ]
  for (const { warnings, sentiment, ...said } of told) {
    system.clock.advance(1_000)
    await system.signal(buy(system, said))
    await system.nextTick()
    await system.nextTick()
    expect({ said, now: (await positionOf(system)).sentiment }).toEqual({ said, now: sentiment })
    expect(system.told.count('SentimentWarning')).toBe(warnings)
  }
  expect(await verdictOn(system, 'hold')).toBe('hold')
  expect(await verdictOn(system, 'against')).toBe('opposes-open-position')
  expect(await verdictOn(system, 'with')).toBe('already-open')
  const warned = system.told.of('sentiment-changed').map(line => line.sentiment)
  expect(warned).toEqual(['HOLD', 'opposes', 'opposes'])
  const events = await system.state.journal.read((await positionOf(system)).id)
  expect(events.filter(({ event }) => event === 'sentiment-changed')).toHaveLength(3)
  expect(await expectPromises(system)).toHaveLength(1)
})

test('what was said before the entry is no change of sentiment', async () => {
  const system = await openSystem(dynamo)
  await system.signal(
    sell(system, { id: 'before', timestamp: system.clock.now() - 5_000, symbol: 'BTCUSDT' }),
  )
  await system.signal(
    buy(system, { id: 'late-hold', action: 'HOLD', timestamp: system.clock.now() - 30_000 }),
  )
  await system.nextTick()
  expect(system.told.count('SentimentWarning')).toBe(0)
})
