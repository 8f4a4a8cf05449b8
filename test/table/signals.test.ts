import { beforeEach, expect, test } from 'vitest'
import { systemClock } from '#ports/clock.ts'
import type { State, Verdict } from '#ports/state.ts'
import { createState } from '#table/state.ts'
import { dynamoForTests } from './local-table.ts'

const dynamo = dynamoForTests()
let state: State
beforeEach(async () => {
  state = createState({ ...(await dynamo.createTable()), clock: systemClock })
})

const at = Date.parse('2025-02-03T02:07:00Z')
const days = (n: number) => n * 24 * 3600 * 1000
const accepted = (change: Partial<Verdict> = {}): Verdict => ({
  signalId: 's1',
  verdict: 'accepted',
  source: 'xgboost',
  symbol: 'ETHUSDT',
  action: 'BUY',
  positionId: 'p1',
  message: '{}',
  messageHash: 'h1',
  messageId: 'm1',
  at,
  ...change,
})

test('the first of two verdicts on a signal stands, and the second writer learns it', async () => {
  const stands = await Promise.all([
    state.signals.claim(accepted({ messageId: 'm1' })),
    state.signals.claim(accepted({ messageId: 'm2' })),
  ])
  expect(stands[0]).toEqual(stands[1])
  expect(await state.signals.read('s1', at)).toEqual(stands[0])
})

test('claiming again with the same message changes nothing', async () => {
  await state.signals.claim(accepted())
  expect(await state.signals.claim(accepted({ at: at + 1000 }))).toEqual(accepted())
})

test('a later rejection replaces the verdict and leaves the rest', async () => {
  await state.signals.claim(accepted())
  await state.signals.settle('s1', { verdict: 'refused', reason: 'no-fill', detail: 'nothing traded' })
  expect(await state.signals.read('s1', at)).toEqual(
    accepted({ verdict: 'refused', reason: 'no-fill', detail: 'nothing traded' }),
  )
})

test('a signal that is accepted after all keeps no reason of its rejection', async () => {
  await state.signals.claim(accepted())
  await state.signals.settle('s1', { verdict: 'refused', reason: 'no-fill', detail: 'nothing traded' })
  await state.signals.settle('s1', { verdict: 'accepted', positionId: 'p1' })
  expect(await state.signals.read('s1', at)).toEqual(accepted({ positionId: 'p1' }))
})

test('a signal without a verdict cannot be settled', async () => {
  await expect(state.signals.settle('s1', { verdict: 'refused', reason: 'no-fill' })).rejects.toThrow(
    /no verdict on signal s1/,
  )
})

test('a repeated delivery is recorded without changing the verdict', async () => {
  await state.signals.claim(accepted())
  await state.signals.recordRepeat(
    accepted({ verdict: 'refused', reason: 'duplicate', messageId: 'm2', at: at + 5000 }),
  )
  expect(await state.signals.read('s1', at + 5000)).toEqual(accepted())
})

test('a verdict ends after 30 days even if its item still exists', async () => {
  await state.signals.claim(accepted())
  expect(await state.signals.read('s1', at + days(30) - 1)).toBeDefined()
  expect(await state.signals.read('s1', at + days(30))).toBeUndefined()
})

test('a new verdict replaces an expired one', async () => {
  await state.signals.claim(accepted())
  const later = accepted({ at: at + days(31), messageId: 'm2' })
  expect(await state.signals.claim(later)).toEqual(later)
})
