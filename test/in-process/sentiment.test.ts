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

test('signals from before the entry are no change of sentiment', async () => {
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

test('a sentiment that turns against an open position warns once per turn, whatever its signal’s action', async () => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system, { sentiment: 0.6 }))
  const told = [
    { id: 'turns', action: 'BUY', sentiment: -0.2, warnings: 1, now: 'against' },
    { id: 'still', action: 'HOLD', sentiment: '-0.9', warnings: 1, now: 'against' },
    { id: 'back', action: 'BUY', sentiment: 0.1, warnings: 1, now: 'agrees' },
    { id: 'again', action: 'BUY', sentiment: -0.01, warnings: 2, now: 'against' },
    { id: 'silent', action: 'BUY', warnings: 2, now: 'agrees' },
    { id: 'sell', action: 'SELL', sentiment: 0.5, warnings: 3, now: 'opposes' },
  ]
  for (const { warnings, now, ...said } of told) {
    system.clock.advance(1_000)
    await system.signal(buy(system, said))
    await system.nextTick()
    await system.nextTick()
    expect({ said, now: (await positionOf(system)).sentiment }).toEqual({ said, now })
    expect(system.told.count('SentimentWarning')).toBe(warnings)
  }
  const warned = system.told.of('sentiment-changed').map(line => line.sentiment)
  expect(warned).toEqual(['against', 'against', 'opposes'])
  await expectPromises(system)
})

test('for a short, sentiment counts the other way round', async () => {
  const system = await openSystem(dynamo)
  await system.signal(sell(system))
  for (const [id, sentiment, now] of [
    ['up', 0.4, 'against'],
    ['down', -0.4, 'agrees'],
  ] as const) {
    system.clock.advance(1_000)
    await system.signal(sell(system, { id, sentiment }))
    await system.nextTick()
    expect((await positionOf(system)).sentiment).toBe(now)
  }
})

test.each([
  ['BUY', 0.1, 'low-sentiment'],
  ['BUY', 0.2, 'accepted'],
  ['BUY', undefined, 'accepted'],
  ['SELL', -0.1, 'low-sentiment'],
  ['SELL', 0.9, 'low-sentiment'],
  ['SELL', -0.2, 'accepted'],
] as const)(
  'with QT_MIN_SENTIMENT=0.2 a %s of a sentiment of %s is %s',
  async (action, sentiment, verdict) => {
    const system = await openSystem(dynamo, { environment: { QT_MIN_SENTIMENT: '0.2' } })
    await system.signal(buy(system, { action, ...(sentiment !== undefined && { sentiment }) }))
    expect(await verdictOn(system)).toBe(verdict)
    expect(await expectPromises(system)).toHaveLength(verdict === 'accepted' ? 1 : 0)
  },
)

test.each([1.1, -1.01, '0,5', 'NaN'])('a sentiment of %s is invalid', async sentiment => {
  const system = await openSystem(dynamo, { environment: { QT_SOURCES: '{"xgboost":{"shape":"own"}}' } })
  await system.signal(buy(system, { sentiment }))
  expect(system.told.of('signal-invalid').map(line => String(line.problems))).toEqual([
    expect.stringMatching(/sentiment: expected a decimal number from -1 to 1/),
  ])
})
