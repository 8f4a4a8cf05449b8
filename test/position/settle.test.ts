import { beforeEach, expect, test } from 'vitest'
import type { Result } from '#domain/position.ts'
import type { State } from '#ports/state.ts'
import { settleKnown, settleSlot } from '#position/settle.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { createState } from '#table/state.ts'
import { recordingTelemetry } from '../in-process/recording-telemetry.ts'
import { aPosition } from '../table/a-position.ts'
import { plainTable } from '../table/memory-table.ts'

const today = Date.parse('2025-02-03T12:00:00Z')
const day = 86_400_000
const guard = { method: 'StoplossGuard', trade_limit: 1, stop_duration: 30 }

let state: State
let told: ReturnType<typeof recordingTelemetry>
let settling: Parameters<typeof settleSlot>[0]

beforeEach(async () => {
  const clock = { now: () => today, sleep: async () => {} }
  state = createState({ documents: plainTable().documents, table: 'memory', clock })
  told = recordingTelemetry()
  const configuration = loadConfiguration({ QT_PROTECTIONS: JSON.stringify([guard]) })
  settling = { state, telemetry: told.telemetry, configuration }
  await state.account.open('paper', false)
  await takeSlot()
  await state.account.update(account => ({ ...account, day: { date: '2025-02-03', net: '-40' } }))
})

const takeSlot = () =>
  state.account.update(account => ({
    ...account,
    slots: { ETHUSDT: { positionId: 'p1', side: 'long', since: today, worstLoss: '100' } },
  }))

const closedAt = (at: number, result: Partial<Result> = {}) =>
  aPosition({
    state: 'closed',
    closedAt: at,
    result: { reason: 'stop-hit', netPnl: '-5', lastDayNetPnl: '-7.5', ...result } as Result,
  })
const unknown = (at: number, reason: Result['reason'] = 'external') =>
  closedAt(at, { reason, provisional: { lacks: 'trades', estimate: '-12' } })
const trades = async () => (await state.account.read()).item.trades

test.each([
  ['yesterday leaves today as it is', -day, { date: '2025-02-03', net: '-40' }],
  ['today is added to it', 0, { date: '2025-02-03', net: '-47.5' }],
  ['tomorrow begins a new day', day, { date: '2025-02-04', net: '-7.5' }],
])('a result of %s', async (_, later, expected) => {
  await settleSlot(settling, closedAt(today + later), today + later)
  const { item } = await state.account.read()
  expect(item.day).toEqual(expected)
  expect(item.slots).toEqual({})
})

test('a position that gave its slot back already is not counted twice', async () => {
  await settleSlot(settling, closedAt(today), today)
  await settleSlot(settling, closedAt(today), today)
  expect((await state.account.read()).item.day.net).toBe('-47.5')
  expect(await trades()).toHaveLength(1)
})

test('a trade is kept with its profit on the bound margin', async () => {
  await settleSlot(settling, closedAt(today), today)
  const kept = { id: 'p1', symbol: 'ETHUSDT', side: 'long', closedAt: today, stopped: true }
  expect(await trades()).toEqual([{ ...kept, profit: '-0.06000000' }])
})

test('a trade counts with its worst result until the real one is known', async () => {
  await settleSlot(settling, unknown(today), today)
  expect(await trades()).toMatchObject([{ profit: '-1.20000000', stopped: true }])
  await settleKnown(settling, closedAt(today - 1, { reason: 'signal', netPnl: '1' }), today)
  const kept = { id: 'p1', symbol: 'ETHUSDT', side: 'long', closedAt: today - 1, profit: '0.01200000' }
  expect(await trades()).toEqual([kept])
  await settleKnown(settling, closedAt(today), today)
  expect(await trades()).toEqual([kept])
})

test('a trade that no stop closed is kept as such before its result is known', async () => {
  await settleSlot(settling, unknown(today, 'signal'), today)
  expect(await trades()).toEqual([expect.not.objectContaining({ stopped: true })])
})

test('a position that was found open after its close is one trade, with its last close', async () => {
  await settleSlot(settling, closedAt(today - 9), today)
  await state.account.update(account => ({
    ...account,
    trades: account.trades?.map(trade => ({ ...trade, lifted: true as const })) ?? [],
  }))
  await takeSlot()
  await settleSlot(settling, closedAt(today, { netPnl: '-6' }), today)
  expect(await trades()).toEqual([
    expect.objectContaining({ id: 'p1', closedAt: today, profit: '-0.07200000' }),
  ])
  expect((await trades())?.[0]?.lifted).toBeUndefined()
})

test('a lock is logged and counted once, when the trade that sets it is settled', async () => {
  await settleSlot(settling, closedAt(today), today)
  await settleSlot(settling, closedAt(today), today)
  expect(told.of('entries-locked')).toEqual([
    {
      by: 'stoploss-guard',
      locked: 'every symbol',
      until: '2025-02-03T12:30:00.000Z',
      why: 'StoplossGuard locks every symbol until 2025-02-03T12:30:00.000Z: 1 stop within 60 minutes, and 1 is the limit (ETHUSDT p1)',
    },
  ])
  expect(told.count('EntriesLocked')).toBe(1)
})

test('a lock that a known result shortens is not logged again', async () => {
  await settleSlot(settling, unknown(today), today)
  await settleKnown(settling, closedAt(today - 1), today)
  expect(await trades()).toMatchObject([{ stopped: true, closedAt: today - 1 }])
  expect(told.count('EntriesLocked')).toBe(1)
})

test('a lock that was lifted stays lifted when the result becomes known', async () => {
  await settleSlot(settling, unknown(today), today)
  await state.account.update(account => ({
    ...account,
    trades: account.trades?.map(trade => ({ ...trade, lifted: true as const })) ?? [],
  }))
  await settleKnown(settling, closedAt(today), today)
  expect(await trades()).toMatchObject([{ profit: '-0.06000000', stopped: true, lifted: true }])
  expect(told.count('EntriesLocked')).toBe(1)
})

test('a result that an earlier release left pending becomes a trade', async () => {
  await settleSlot(settling, unknown(today), today)
  await state.account.update(({ trades: _, ...account }) => account)
  await settleKnown(settling, closedAt(today), today)
  expect(await trades()).toMatchObject([{ id: 'p1', profit: '-0.06000000' }])
})
