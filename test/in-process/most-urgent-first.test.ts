import { expect, test } from 'vitest'
import { isUpkeep } from '#domain/messages.ts'
import type { Position } from '#domain/position.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { survey } from '../../functions/monitor/survey/survey.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { buy, positionOf } from './signals.ts'
import { deployment, openSystem, type System } from './system.ts'

const dynamo = memoryForTests()

/** The symbols that a survey hands out, in order. */
async function looksOf({ exchange, state, clock, told }: System): Promise<readonly string[]> {
  const context = { exchange, state, clock, telemetry: told.telemetry, configuration: loadConfiguration({}) }
  const run = { execution: 'run', startedAt: new Date(clock.now()).toISOString() }
  clock.advance(10_000)
  const { positions } = await survey({ ...context, deployment, holder: 'survey' }, run)
  return positions.map(row => (isUpkeep(row) ? 'upkeep' : row.symbol))
}

async function openTwo(): Promise<System> {
  const system = await openSystem(dynamo)
  system.feed.push('ETHUSDT', system.clock.now(), '3000')
  await system.signal(buy(system))
  await system.signal(buy(system, { id: 'two', symbol: 'ETHUSDT' }))
  return system
}

test('the watch looks first at a position beyond its stop, then at older ones, and does upkeep last', async () => {
  const system = await openTwo()
  for (const symbol of ['BTCUSDT', 'ETHUSDT'])
    for (const { clientId } of await system.exchange.openAlgoOrders(symbol))
      await system.exchange.cancelAlgo(symbol, clientId)
  system.move('2980', 'ETHUSDT')
  expect((await looksOf(system)).slice(0, 2)).toEqual(['ETHUSDT', 'BTCUSDT'])
  system.move('3000', 'ETHUSDT')
  system.move('59000')
  system.clock.advance(3_600_000)
  expect(await looksOf(system)).toEqual(['BTCUSDT', 'ETHUSDT', 'upkeep'])
})

test.each<[string, (position: Position) => object]>([
  ['level is no number', ({ protection }) => ({ protection: { ...protection, level: 'x' } })],
  ['protection is gone', () => ({ protection: undefined })],
  ['settings cannot be read', ({ settings }) => ({ settings: { ...settings, emergencyPct: 'x' } })],
])('a position whose %s raises an alarm, and the watch still looks at the others', async (_, damage) => {
  const system = await openTwo()
  const { positions } = system.state
  const position = await positionOf(system)
  const { version = 0 } = (await positions.read(position.id)) ?? {}
  await positions.write({ ...position, ...damage(position) } as Position, version)
  expect((await looksOf(system)).toSorted()).toEqual(['BTCUSDT', 'ETHUSDT'])
  expect(system.told.count('InvariantBroken')).toBeGreaterThan(0)
})
