import { expect, test } from 'vitest'
import { loadConfiguration } from '#settings/configuration.ts'
import type { Connection } from '../../infra/operator/connect/connection.ts'
import { failure, ok } from '../../infra/operator/doctor/check.ts'
import { positionsChecks, readAgain } from '../../infra/operator/doctor/positions.ts'
import { buy } from '../in-process/signals.ts'
import { openSystem, type System } from '../in-process/system.ts'
import { memoryForTests } from '../table/memory-table.ts'

const dynamo = memoryForTests()

/** A long whose stop has just filled; `whileAsleep` is what happens between the doctor's two readings. */
async function stopFilled(whileAsleep: (system: System) => Promise<void>) {
  const system = await openSystem(dynamo)
  system.move('60000')
  await system.signal(buy(system))
  system.move('59900')
  const [slept, said]: [number[], string[]] = [[], []]
  const sleep = async (ms: number) => {
    slept.push(ms)
    await whileAsleep(system)
  }
  const connection = {
    ...{ state: system.state, configuration: loadConfiguration({}), exchange: async () => system.exchange },
    stack: { clock: { ...system.clock, sleep }, keepTime: async () => {} },
    say: (line: string) => said.push(line),
  } as unknown as Connection
  return { connection, slept, said, first: await positionsChecks(connection, system.exchange) }
}

const key = ok('key accepted', 'by the exchange')
const watch = ok('watch', 'last tick 5.0 s ago')

test('a stop that filled since the last look is no failure once the watch has looked', async () => {
  const { connection, slept, said, first } = await stopFilled(system => system.nextTick())
  expect(first).toMatchObject([{ state: 'failure' }])
  const checks = await readAgain(connection, [key, ...first, watch])
  expect(checks).toEqual([
    key,
    ok(
      'positions',
      '0 open, each as in the table and with a live stop (read twice, 15 s apart; at first BTCUSDT: open in the table, nothing is open on the exchange)',
    ),
    watch,
  ])
  expect(slept).toEqual([15_000])
  expect(said).toEqual(['The watch may not have looked yet: reading the positions again in 15 s …'])
})

test('a difference that outlasts a look stays a failure', async () => {
  const { connection, first } = await stopFilled(async () => {})
  const checks = await readAgain(connection, [key, ...first, watch])
  expect(checks).toMatchObject([
    key,
    {
      state: 'failure',
      found: 'BTCUSDT: open in the table, nothing is open on the exchange (read twice, 15 s apart)',
    },
    watch,
  ])
})

test('nothing is read again where all is well, or something fails that no look settles', async () => {
  const { connection, slept, first } = await stopFilled(async () => {})
  const unmanaged = failure('positions', 'SOLUSDT: open on the exchange, not managed by this deployment', '')
  for (const checks of [[key, watch], [key, ...first, failure('alarms', 'LookNow', '')], [unmanaged]])
    expect(await readAgain(connection, checks)).toEqual(checks)
  expect(slept).toEqual([])
})
