import { beforeEach, expect, test } from 'vitest'
import type { Result } from '#domain/position.ts'
import type { State } from '#ports/state.ts'
import { settleSlot } from '#position/settle.ts'
import { createState } from '#table/state.ts'
import { memoryTable } from '../../infra/lab/memory-table.ts'
import { aPosition } from '../table/a-position.ts'

const today = Date.parse('2025-02-03T12:00:00Z')
const day = 86_400_000

let state: State

beforeEach(async () => {
  const clock = { now: () => today, sleep: async () => {} }
  state = createState({ documents: memoryTable().documents, table: 'memory', clock })
  await state.account.open('paper', false)
  const slot = { positionId: 'p1', side: 'long', since: today, worstLoss: '100' } as const
  await state.account.update(account => ({
    ...account,
    slots: { ETHUSDT: slot },
    day: { date: '2025-02-03', net: '-40' },
  }))
})

const closedAt = (at: number) =>
  aPosition({ state: 'closed', closedAt: at, result: { lastDayNetPnl: '-7.5' } as Result })

test.each([
  ['yesterday leaves today as it is', -day, { date: '2025-02-03', net: '-40' }],
  ['today is added to it', 0, { date: '2025-02-03', net: '-47.5' }],
  ['tomorrow begins a day of its own', day, { date: '2025-02-04', net: '-7.5' }],
])('a result of %s', async (_, later, expected) => {
  await settleSlot(state.account, closedAt(today + later), today + later)
  const { item } = await state.account.read()
  expect(item.day).toEqual(expected)
  expect(item.slots).toEqual({})
})

test('what gave its slot back already is not counted twice', async () => {
  await settleSlot(state.account, closedAt(today), today)
  await settleSlot(state.account, closedAt(today), today)
  expect((await state.account.read()).item.day.net).toBe('-47.5')
})
