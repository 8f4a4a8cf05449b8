import { beforeEach, expect, test } from 'vitest'
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

const events = async (positionId = 'p1') =>
  (await state.journal.read(positionId)).map(({ at, event }) => `${at} ${event}`)

test('entries are read in the order of their times, and of writing within a millisecond', async () => {
  await state.journal.append('p1', [
    { at: 2000, event: 'sent' },
    { at: 2000, event: 'answered' },
  ])
  await state.journal.append('p1', [
    { at: 1000, event: 'seen' },
    { at: 2000, event: 'decided' },
    { at: 3000, event: 'closed' },
  ])
  expect(await events()).toEqual(['1000 seen', '2000 sent', '2000 answered', '2000 decided', '3000 closed'])
})

test('processes that write in the same millisecond lose nothing and keep each their own order', async () => {
  await Promise.all(
    ['a', 'b', 'c'].map(writer =>
      state.journal.append(
        'p1',
        Array.from({ length: 5 }, (_, n) => ({ at: 1000, event: `${writer}${n}` })),
      ),
    ),
  )
  const written = await events()
  expect(written).toHaveLength(15)
  for (const writer of ['a', 'b', 'c'])
    expect(written.filter(event => event.startsWith(`1000 ${writer}`))).toEqual(
      Array.from({ length: 5 }, (_, n) => `1000 ${writer}${n}`),
    )
})

test('an entry keeps its details, and details that are undefined are left out', async () => {
  await state.journal.append('p1', [
    { at: 1000, event: 'decided', mark: '2500.10', levels: ['2499', '2498'], bridge: undefined },
  ])
  expect(await state.journal.read('p1')).toEqual([
    { at: 1000, event: 'decided', mark: '2500.10', levels: ['2499', '2498'] },
  ])
})

test("neither the position nor another position's entries are part of the journal", async () => {
  await state.positions.create(aPosition({ id: 'p1' }))
  await state.journal.append('p1', [{ at: 1000, event: 'ours' }])
  await state.journal.append('p10', [{ at: 1000, event: 'theirs' }])
  expect(await events()).toEqual(['1000 ours'])
})

test('a journal longer than one page is read whole', async () => {
  const long = 'x'.repeat(50_000)
  for (let n = 0; n < 25; n++) await state.journal.append('p1', [{ at: n, event: 'seen', long }])
  expect((await state.journal.read('p1')).map(({ at }) => at)).toEqual(
    Array.from({ length: 25 }, (_, n) => n),
  )
})
