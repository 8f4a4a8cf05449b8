import { expect, test } from 'vitest'
import type { Klines } from '#ports/klines.ts'
import type { Connection } from '../../../infra/operator/connect/connection.ts'
import { candlesSource } from '../../../infra/operator/page/follow/candles-source.ts'
import { createReading } from '../../../infra/operator/page/follow/reading.ts'
import { paceAt, type Source } from '../../../infra/operator/page/follow/source.ts'
import { createSpent } from '../../../infra/operator/page/follow/spent.ts'
import { tableSource } from '../../../infra/operator/page/follow/table-source.ts'
import { watchShown } from '../../../infra/operator/page/read/health-shown.ts'
import type { Known } from '../../../infra/operator/page/read/known.ts'
import { buy } from '../../in-process/signals.ts'
import { openSystem } from '../../in-process/system.ts'
import { aPosition } from '../../table/a-position.ts'
import { memoryForTests } from '../../table/memory-table.ts'

const pace = paceAt({ local: true, isCarried: false, onPaper: true })
const dynamo = memoryForTests()

test('unreadable candles of one symbol are reported, and leave the other symbols’ in place', async () => {
  const klines = {
    read: async ({ symbol }: { readonly symbol: string }) => {
      if (symbol === 'LUNAUSDT') throw new Error('Invalid symbol.')
      return []
    },
    drainUsage: () => ({ weight: 2 }),
  } as unknown as Klines
  const positions = ['LUNAUSDT', 'ETHUSDT'].map(symbol => aPosition({ symbol }))
  const source = candlesSource({ klines, now: () => 0 }, pace, createSpent())
  const reading = createReading({
    sources: [{ ...source, read: () => source.read({ table: { positions } } as unknown as Known) }],
    ...{ now: () => 7, onRead: () => {} },
  })
  await reading.readDue()
  expect(reading.known().candles?.map(({ symbol }) => symbol)).toEqual(['ETHUSDT'])
  expect(reading.states()).toEqual([{ what: 'candles', failure: 'LUNAUSDT: Invalid symbol.' }])
  expect(reading.take('candles')).toBe(true)
})

test('what was read before the page was left counts as old until it is read again', async () => {
  let answer = () => {}
  const source: Source = {
    ...{ what: 'table', pause: () => 60_000 },
    read: () => new Promise(resolve => (answer = () => resolve({}))),
  }
  const read = Promise.withResolvers<void>()
  const reading = createReading({ sources: [source], now: () => 7, onRead: () => read.resolve() })
  expect(reading.isOld('table')).toBe(false)
  const first = reading.readDue()
  answer()
  await first
  await new Promise(resolve => setTimeout(resolve, 2))
  reading.start()
  expect([reading.isOld('table'), reading.isOld('books')]).toEqual([true, false])
  answer()
  await read.promise
  await expect.poll(() => reading.isOld('table')).toBe(false)
  reading.stop()
})

test('a take-profit that was taken has its times, from one reading of the journal', async () => {
  const system = await openSystem(dynamo)
  system.move('60000')
  await system.signal(buy(system))
  system.move('60200')
  await system.nextTick()
  await system.nextTick()
  let journals = 0
  const { state, clock } = system
  const read = (id: string) => {
    journals += 1
    return state.journal.read(id)
  }
  const connection = {
    state: { ...state, journal: { ...state.journal, read } },
    stack: { clock, keepTime: async () => {}, outputs: {} },
  } as unknown as Connection
  const source = tableSource(connection, pace)
  await source.read({})
  const { table } = await source.read({})
  const [levels = []] = table?.takeProfits.values() ?? []
  const taken = levels.filter(({ state }) => state === 'done')
  expect(taken.some(({ offeredAt }) => offeredAt !== undefined)).toBe(true)
  for (const { offeredAt = 0, doneAt } of taken) expect(doneAt).toBeGreaterThan(offeredAt)
  expect(journals).toBe(1)
})

test.each([
  ['hears', { heldFor: 3_000 }, 'hears'],
  ['is deaf though it goes on listening', { heldFor: 90_000 }, 'deaf'],
])('the page shows whether the deployment’s sentinel %s', async (_, { heldFor }, expected) => {
  const system = await openSystem(dynamo)
  await system.signal(buy(system))
  const { state, clock } = system
  const now = clock.now()
  const beat = { now, until: now + 30_000, heldAt: now - heldFor, after: undefined }
  expect(await state.sentinel.beat('a', beat)).toBe(true)
  const reading = (choices: object) =>
    tableSource(
      {
        state,
        stack: { clock, keepTime: async () => {}, outputs: { Choices: JSON.stringify(choices) } },
      } as unknown as Connection,
      pace,
    ).read({})
  const watch = async (choices: object) => {
    const { table } = await reading(choices)
    return table && watchShown(table, { now, everySeconds: 10 })
  }
  expect((await watch({ sentinel: 'true' }))?.sentinel).toEqual({ state: expected, heldAt: now - heldFor })
  expect((await watch({}))?.sentinel).toBeUndefined()
})
