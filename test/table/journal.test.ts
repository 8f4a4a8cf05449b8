import { beforeEach, expect, test } from 'vitest'
import { entryOf } from '#domain/events/journal.ts'
import { systemClock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { aPosition } from './a-position.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let state: State
beforeEach(async () => {
  state = createState({ ...(await dynamo.createTable()), clock: systemClock })
})

const tiers = async (positionId = 'p1') =>
  (await state.journal.read(positionId)).map(({ at, tier }) => `${at} ${tier}`)

const reached = (tier: number, at = 1000) => entryOf(at, 'tier-reached', { tier, mark: '2500.10' })

test('entries are read in the order of their times, and within a millisecond of their writing', async () => {
  await state.journal.append('p1', [reached(2, 2000), reached(3, 2000)])
  await state.journal.append('p1', [reached(1, 1000), reached(4, 2000), reached(5, 3000)])
  expect(await tiers()).toEqual(['1000 1', '2000 2', '2000 3', '2000 4', '3000 5'])
})

test('processes that write in the same millisecond lose nothing, and each keeps its order', async () => {
  const writers = [10, 20, 30]
  await Promise.all(
    writers.map(first =>
      state.journal.append(
        'p1',
        Array.from({ length: 5 }, (_, n) => reached(first + n)),
      ),
    ),
  )
  const written = await tiers()
  expect(written).toHaveLength(15)
  for (const first of writers) {
    const own = Array.from({ length: 5 }, (_, n) => `1000 ${first + n}`)
    expect(written.filter(tier => own.includes(tier))).toEqual(own)
  }
})

test('an entry keeps its details without the undefined ones', async () => {
  const move = { move: 'bank', rungs: [0, 1], quantity: '0.5' } as const
  await state.journal.append('p1', [
    entryOf(1000, 'protection-unfinished', { move }),
    entryOf(1001, 'mark-believed', { mark: '2500.10', touch: undefined }),
  ])
  expect(await state.journal.read('p1')).toEqual([
    { at: 1000, event: 'protection-unfinished', move },
    { at: 1001, event: 'mark-believed', mark: '2500.10' },
  ])
})

test('a journal contains neither the position nor entries of another one', async () => {
  await state.positions.create(aPosition({ id: 'p1' }))
  await state.journal.append('p1', [reached(1)])
  await state.journal.append('p10', [reached(2)])
  expect(await tiers()).toEqual(['1000 1'])
})

test('a journal longer than one page is read whole', async () => {
  const because = 'x'.repeat(50_000)
  for (let at = 0; at < 25; at++)
    await state.journal.append('p1', [entryOf(at, 'improvement-waits', { what: 'offer', because })])
  expect((await state.journal.read('p1')).map(({ at }) => at)).toEqual(
    Array.from({ length: 25 }, (_, n) => n),
  )
})
