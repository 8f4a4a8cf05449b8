import { expect, test } from 'vitest'
import { verifyVerdict } from '#decisions/replay.ts'
import { memoryForTests } from '../table/memory-table.ts'
import { expectPromises } from './audit.ts'
import { buy, positionOf, sell, verdictOn } from './signals.ts'
import { openSystem, type System } from './system.ts'

const dynamo = memoryForTests()
const minute = 60_000

const guard = { method: 'StoplossGuard', trade_limit: 1, stop_duration: 30, only_per_side: true }
const withGuard = () =>
  openSystem(dynamo, {
    environment: { QT_PROTECTIONS: JSON.stringify([guard]), QT_COOLDOWN_SECONDS: '0' },
  })

async function stopped(system: System): Promise<void> {
  await system.signal(buy(system))
  system.move('59955')
  await system.nextTick()
}

const verdict = (system: System, id: string) => system.state.signals.read(`xgboost#${id}`, system.clock.now())

test('a stop that is hit locks its side, and the gate says until when and by which trade', async () => {
  const system = await withGuard()
  await stopped(system)
  const { id, closedAt = 0 } = await positionOf(system)
  await system.signal(buy(system, { id: 'two' }))
  const until = closedAt + 30 * minute
  expect(await verdict(system, 'two')).toMatchObject({
    reason: 'stoploss-guard',
    detail: `StoplossGuard locks every symbol long until ${new Date(until).toISOString()}: 1 stop within 60 minutes, and 1 is the limit (BTCUSDT ${id})`,
  })
  expect(system.told.count('EntriesLocked')).toBe(1)

  system.clock.advance(until - 1 - system.clock.now())
  await system.signal(buy(system, { id: 'three' }))
  expect(await verdictOn(system, 'three')).toBe('stoploss-guard')
  system.clock.advance(1)
  await system.signal(buy(system, { id: 'four' }))
  expect(await verdictOn(system, 'four')).toBe('accepted')
})

test('the other side may still be entered', async () => {
  const system = await withGuard()
  await stopped(system)
  await system.signal(sell(system, { id: 'short' }))
  expect(await verdictOn(system, 'short')).toBe('accepted')
  await expectPromises(system)
})

test('the executor heeds a lock that is set after the gate, before anything is sent', async () => {
  const system = await withGuard()
  system.feed.push('ETHUSDT', system.clock.now(), '2500')
  await system.signal(buy(system))
  await system.gate(buy(system, { id: 'two', symbol: 'ETHUSDT' }))
  system.move('59955')
  await system.nextTick()
  const before = system.wire.requests.length
  await system.drain()
  expect(await verdictOn(system, 'two')).toBe('stoploss-guard')
  expect(system.wire.requests.slice(before)).not.toContain('POST /fapi/v1/order')
})

test('a verdict is recorded with the trades that decided it, and replays the same', async () => {
  const system = await withGuard()
  await stopped(system)
  await system.signal(buy(system, { id: 'two' }))
  const decided = await verdict(system, 'two')
  const [last] = decided?.decisions?.slice(-1) ?? []
  expect(JSON.parse(last?.inputs ?? '')).toMatchObject({
    account: { trades: [{ symbol: 'BTCUSDT', side: 'long', stopped: true }] },
    settings: { protections: [{ method: 'StoplossGuard', stopDuration: 30 }] },
  })
  expect(decided && verifyVerdict(decided).every(({ equal }) => equal)).toBe(true)
  expect(decided && verifyVerdict(decided)).toHaveLength(2)
})

test('without protections trades are kept, but lock nothing and stay out of decisions', async () => {
  const system = await openSystem(dynamo, { environment: { QT_COOLDOWN_SECONDS: '0' } })
  await stopped(system)
  expect((await system.state.account.read()).item.trades).toHaveLength(1)
  await system.signal(buy(system, { id: 'two' }))
  const decided = await verdict(system, 'two')
  expect(decided?.verdict).toBe('accepted')
  expect(JSON.stringify(decided?.decisions)).not.toMatch(/trades|protections/)
})

test('an account written by an earlier release has no trades, and locks nothing', async () => {
  const system = await withGuard()
  await stopped(system)
  await system.state.account.update(({ trades: _, ...account }) => account)
  await system.signal(buy(system, { id: 'two' }))
  expect(await verdictOn(system, 'two')).toBe('accepted')
})
