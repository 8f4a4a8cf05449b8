import { beforeEach, expect, test } from 'vitest'
import { systemClock } from '#ports/clock.ts'
import type { ClosedNote, Diary } from '#ports/diary.ts'
import { diaryStore } from '#table/diary.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let diary: Diary
beforeEach(async () => {
  diary = diaryStore({ ...(await dynamo.createTable()), clock: systemClock })
})

const day = Date.parse('2025-02-03T00:00:00Z')
const dayMs = 24 * 3_600_000
const pending = (at: number, positionId = 'p1'): ClosedNote => ({
  ...{ note: 'closed', at, positionId, symbol: 'ETHUSDT', side: 'long', asset: 'USDT' },
})
const known = (at: number, net: string): ClosedNote => ({
  ...pending(at),
  result: { net, fees: '0.4', funding: '0' },
})
const refused = (at: number, signalId: string) =>
  ({ note: 'refused', at, signalId, symbol: 'ETHUSDT', reason: 'stale' }) as const

test('a period has its notes, without its end, over any number of days', async () => {
  const notes = [
    refused(day - 1, 'a'),
    refused(day, 'b'),
    refused(day + dayMs - 1, 'c'),
    refused(day + dayMs, 'd'),
  ]
  for (const note of notes) await diary.note(note)
  const ids = async (from: number, until: number) =>
    (await diary.between(from, until)).map(note => note.note === 'refused' && note.signalId).sort()
  expect(await ids(day, day + dayMs)).toEqual(['b', 'c'])
  expect(await ids(day - dayMs, day + 2 * dayMs)).toEqual(['a', 'b', 'c', 'd'])
  expect(await ids(day + 3_600_000, day + 2 * 3_600_000)).toEqual([])
})

test('a note written twice is kept once', async () => {
  await diary.note(refused(day, 'a'))
  await diary.note(refused(day, 'a'))
  expect(await diary.between(day, day + dayMs)).toHaveLength(1)
})

test('a result replaces a pending one, and no pending one replaces a result', async () => {
  await diary.note(pending(day))
  await diary.note(known(day, '-2.1'))
  await diary.note(pending(day))
  expect(await diary.between(day, day + dayMs)).toEqual([known(day, '-2.1')])
  await diary.note(known(day, '-2.2'))
  expect(await diary.between(day, day + dayMs)).toEqual([known(day, '-2.2')])
})
