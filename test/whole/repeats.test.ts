import { afterAll, beforeAll, expect, test } from 'vitest'
import { aSignal, lasting } from './market.ts'
import { expectPromises, openWhole, type Whole } from './whole.ts'

let whole: Whole
beforeAll(async () => {
  whole = await openWhole({ from: '01:00:00', to: '01:06:00' })
  await whole.until('01:00:10')
})
afterAll(() => whole?.close())

const openOf = async (symbol: string) =>
  (await whole.positions()).filter(position => position.symbol === symbol)
const reasonsOf = async (symbol: string) =>
  (await whole.verdicts())
    .filter(verdict => verdict.symbol === symbol)
    .map(({ verdict, reason }) => reason ?? verdict)

test('a signal that a producer sends three times opens one position', async () => {
  const signal = lasting(whole.stack.clock.now(), 'ETHUSDT')
  for (let time = 1; time <= 3; time += 1) await whole.stack.sendSignal(signal)
  await whole.expectQuiet()
  expect(await openOf('ETHUSDT')).toHaveLength(1)
  expect((await reasonsOf('ETHUSDT')).sort()).toEqual(['accepted', 'duplicate', 'duplicate'])
})

test('a message that the queue delivers twice, at once and again later, opens one position', async () => {
  const { stack } = whole
  const body = JSON.stringify(lasting(stack.clock.now(), 'SOLUSDT'))
  const delivery = { Records: [{ messageId: 'one-message', body, eventSource: 'aws:sqs', attributes: {} }] }
  const answers = await Promise.all([
    stack.invoke('signal-gate', delivery),
    stack.invoke('signal-gate', delivery),
  ])
  await whole.expectQuiet()
  answers.push(await stack.invoke('signal-gate', delivery))
  await whole.expectQuiet()
  expect(answers).toEqual(answers.map(() => ({ batchItemFailures: [] })))
  expect(await openOf('SOLUSDT')).toHaveLength(1)
  expect(await reasonsOf('SOLUSDT')).toEqual(['accepted'])
})

test('a CLOSE that comes while its entry is on its way to the exchange closes what the entry opened', async () => {
  const now = whole.stack.clock.now()
  await whole.stack.sendSignal(lasting(now, 'XRPUSDT'))
  await whole.entrySent('XRPUSDT')
  await whole.stack.sendSignal(aSignal(now + 1, { symbol: 'XRPUSDT', action: 'CLOSE' }))
  await whole.expectQuiet()
  const [position, ...others] = await openOf('XRPUSDT')
  expect(others).toEqual([])
  expect(position).toMatchObject({ state: 'closed', result: { reason: 'signal' } })
  expect(await reasonsOf('XRPUSDT')).toEqual(['accepted', 'accepted'])
  expect((await whole.state.account.read()).item.slots.XRPUSDT).toBeUndefined()
})

test('a CLOSE that is there before its entry is sent takes the entry back', async () => {
  const now = whole.stack.clock.now()
  await whole.stack.sendSignal(lasting(now, 'DOGEUSDT'))
  await whole.stack.sendSignal(aSignal(now + 1, { symbol: 'DOGEUSDT', action: 'CLOSE' }))
  await whole.expectQuiet()
  expect((await openOf('DOGEUSDT')).filter(({ state }) => state !== 'abandoned')).toEqual([])
  expect((await reasonsOf('DOGEUSDT')).sort()).toEqual(['nothing-open', 'superseded'])
  expect((await whole.state.account.read()).item.slots.DOGEUSDT).toBeUndefined()
})

test('the venue saw each of them once, and in the end its books are empty', async () => {
  await whole.until('01:03:00')
  const judged = await whole.finish()
  expectPromises(judged)
  expect(judged.report.positions.map(({ symbol }) => symbol).sort()).toEqual([
    'ETHUSDT',
    'SOLUSDT',
    'XRPUSDT',
  ])
  await whole.expectQuiet()
})
