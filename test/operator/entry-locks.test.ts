import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { mostTrades } from '#domain/protections/kept-trades.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { account } from '../../infra/operator/commands/account.ts'
import { resume } from '../../infra/operator/commands/halt.ts'
import type { Connection } from '../../infra/operator/connect/connection.ts'
import { entries } from '../../infra/operator/doctor/entries.ts'
import { buy, positionOf, verdictOn } from '../in-process/signals.ts'
import { openSystem, type System } from '../in-process/system.ts'
import { memoryForTests } from '../table/memory-table.ts'

const dynamo = memoryForTests()
const environment = {
  QT_PROTECTIONS: JSON.stringify([{ method: 'StoplossGuard', trade_limit: 1, stop_duration: 30 }]),
  QT_COOLDOWN_SECONDS: '0',
}

const connectionTo = ({ state, clock, exchange }: System, given: Readonly<Record<string, string>>) =>
  ({
    ...{ state, configuration: loadConfiguration(given), exchange: async () => exchange },
    stack: { name: 'paper', clock },
  }) as unknown as Connection

async function locked() {
  const system = await openSystem(dynamo, { environment })
  await loses(system, 'one')
  return { system, connection: connectionTo(system, environment) }
}

async function loses(system: System, id: string): Promise<void> {
  system.move('60000')
  await system.signal(buy(system, { id }))
  system.move('59955')
  await system.nextTick()
}

const textOf = async (connection: Connection) => {
  const { text } = await account(connection)
  return stripVTControlCharacters(typeof text === 'string' ? text : text(Number.POSITIVE_INFINITY))
}

test('qt account says which protection locks what, since and until when, and why', async () => {
  const { system, connection } = await locked()
  const { id, closedAt = 0 } = await positionOf(system)
  const until = closedAt + 30 * 60_000
  expect(await textOf(connection)).toMatch(
    new RegExp(
      `StoplossGuard locks every symbol until ${new Date(until).toISOString()}: 1 stop within 60 minutes, and 1 is the limit \\(BTCUSDT ${id}\\), since `,
    ),
  )
  expect((await account(connection)).data).toMatchObject({
    locks: [{ reason: 'stoploss-guard', since: closedAt, until, trades: [id] }],
  })
})

test('the doctor warns of a lock and of the operator’s halt, says how to lift each, and fails for the system’s halt', async () => {
  const { system, connection } = await locked()
  const check = async () => entries(connection, (await system.state.account.read()).item)
  expect(await check()).toMatchObject({
    ...{ check: 'entries', state: 'warning', todo: 'wait for its end, or lift it: qt resume' },
    found: expect.stringMatching(/^StoplossGuard locks every symbol until /),
  })
  await resume(connection, { yes: true })
  expect(await check()).toEqual({ check: 'entries', state: 'ok', found: 'not halted' })
  await system.state.account.update(it => ({ ...it, halts: { operator: 'a drill' } }))
  expect(await check()).toMatchObject({
    ...{ state: 'warning', found: 'halted by operator (a drill)' },
    todo: 'qt resume lets new entries in again; open positions stay protected meanwhile',
  })
  await system.state.account.update(it => ({ ...it, halts: { ...it.halts, 'api-key': 'it may withdraw' } }))
  expect(await check()).toMatchObject({
    ...{ state: 'failure', found: 'halted by operator (a drill), api-key (it may withdraw)' },
  })
})

test('qt account says that there is no lock, and nothing without protections', async () => {
  const system = await openSystem(dynamo, { environment })
  expect(await textOf(connectionTo(system, environment))).toContain('no protection locks entries')
  expect(await textOf(connectionTo(system, {}))).not.toContain('protection')
})

test('qt account says that a look-back reaches beyond the kept trades', async () => {
  const { system, connection } = await locked()
  const lately = Array.from({ length: mostTrades }, (_, n) => ({
    ...{ id: `t${n}`, symbol: 'ETHUSDT', side: 'long' as const, profit: '0.1' },
    closedAt: system.clock.now() - 60_000 + n,
  }))
  await system.state.account.update(it => ({ ...it, trades: lately }))
  expect(await textOf(connection)).toMatch(/StoplossGuard looks back to .* alone: the last 50 closed trades/)
  await system.state.account.update(it => ({ ...it, trades: lately.slice(1) }))
  expect(await textOf(connection)).not.toContain('looks back')
})

test('qt resume lifts the locks until a trade sets them again', async () => {
  const { system, connection } = await locked()
  await system.signal(buy(system, { id: 'two' }))
  expect(await verdictOn(system, 'two')).toBe('stoploss-guard')

  const answer = await resume(connection, { yes: true })
  expect(answer).toMatchObject({ exitCode: 0, data: { halts: {}, unlocked: [{ reason: 'stoploss-guard' }] } })
  expect(await textOf(connection)).toContain('no protection locks entries')
  expect((await resume(connection, { yes: true })).data).toEqual({ halts: {} })

  await loses(system, 'three')
  expect(await verdictOn(system, 'three')).toBe('accepted')
  await system.signal(buy(system, { id: 'four' }))
  expect(await verdictOn(system, 'four')).toBe('stoploss-guard')
})

test('qt resume lifts a halt and a lock in one write', async () => {
  const { system, connection } = await locked()
  await system.state.account.update(it => ({ ...it, halts: { operator: 'a drill', 'api-key': 'too much' } }))
  const answer = await resume(connection, { yes: true })
  expect(answer).toMatchObject({ exitCode: 1, data: { halts: { 'api-key': 'too much' } } })
  expect(await textOf(connection)).toContain('no protection locks entries')
})
