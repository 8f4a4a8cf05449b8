import { afterAll, beforeAll, expect, test } from 'vitest'
import { aSignal, lasting } from './market.ts'
import { expectPromises, openWhole, type Whole } from './whole.ts'

const start = '01:00:10'
let whole: Whole
beforeAll(async () => {
  whole = await openWhole({ from: '01:00:00', to: '01:06:00' })
  await whole.until(start)
})
afterAll(() => whole?.close())

const openOf = async (symbol: string) =>
  (await whole.positions()).filter(position => position.symbol === symbol)
const reasonsOf = async (symbol: string) =>
  (await whole.verdicts())
    .filter(verdict => verdict.symbol === symbol)
    .map(({ verdict, reason }) => reason ?? verdict)

const wellFormed = JSON.stringify(aSignal(start))

/** Messages that no function can act on, with the field that each verdict must name. */
const invalid: Readonly<Record<string, readonly [body: string, named: RegExp]>> = {
  'malformed JSON': ['{"symbol":"ETHUSDT","action":', /not valid JSON/],
  'no object': ['[1, 2, 3]', /expected one JSON object/],
  'wrong types': [
    JSON.stringify({ ...aSignal(start), symbol: 7, action: true }),
    /symbol.*action|action.*symbol/s,
  ],
  'confidence NaN': [wellFormed.replace('0.9', 'NaN'), /not valid JSON/],
  'confidence NaN as text': [
    JSON.stringify({ ...aSignal(start), confidence: 'NaN' }),
    /confidence: expected .* got "NaN"/,
  ],
  'confidence 1.2': [JSON.stringify(aSignal(start, { confidence: 1.2 })), /confidence: expected .* got 1.2/],
  'leverage 126': [JSON.stringify(aSignal(start, { leverage: 126 })), /leverage: expected .* 125, got 126/],
  'a time to come': [JSON.stringify(aSignal('01:30:00')), /timestamp: .*ahead/],
  '300 KB': [JSON.stringify(aSignal(start, { meta: { text: 'x'.repeat(300 * 1024) } })), /16384 bytes/],
}

test('an unreadable message is rejected by name, lies in the invalid queue with its body, and is not retried', async () => {
  for (const [body] of Object.values(invalid)) await whole.stack.sendSignal(body)
  await whole.expectQuiet()

  const aside = (await whole.stack.messages('InvalidQueueUrl')).map(({ body }) => JSON.parse(body))
  expect(aside).toHaveLength(Object.keys(invalid).length)
  const verdicts = await whole.verdicts()
  for (const [what, [body, named]] of Object.entries(invalid)) {
    const kept = aside.find(message => message.body === body)
    expect(kept, what).toMatchObject({ reason: 'invalid' })
    expect(kept.problems.join('; '), what).toMatch(named)
    const verdict = verdicts.find(({ signalId }) => signalId === `message#${kept.messageId}`)
    expect(verdict, what).toMatchObject({ verdict: 'refused', reason: 'invalid' })
    expect(verdict?.detail, what).toMatch(named)
  }
})

test('an unknown symbol and a late signal are rejected, each by its own reason', async () => {
  await whole.stack.sendSignal(aSignal(start, { symbol: 'LUNAUSDT' }))
  await whole.stack.sendSignal(aSignal('00:58:00', { symbol: 'SOLUSDT' }))
  await whole.expectQuiet()
  const reasons = (await whole.verdicts()).map(({ symbol, reason }) => [symbol, reason])
  expect(reasons).toContainEqual(['LUNAUSDT', 'unknown-symbol'])
  expect(reasons).toContainEqual(['SOLUSDT', 'stale'])
})

test('a good signal is still traded, and opens one position though its producer sends it three times', async () => {
  const received = (await whole.verdicts()).length
  const signal = lasting(whole.stack.clock.now(), 'ETHUSDT')
  for (let time = 1; time <= 3; time += 1) await whole.stack.sendSignal(signal)
  await whole.expectQuiet()
  expect(await whole.verdicts()).toHaveLength(received + 3)
  expect((await whole.positions()).map(({ symbol, state }) => [symbol, state])).toEqual([['ETHUSDT', 'open']])
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
  // One was already too old.
  expect((await reasonsOf('SOLUSDT')).sort()).toEqual(['accepted', 'stale'])
})

test('a CLOSE that comes while its entry is on its way to the exchange closes the position', async () => {
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

test('a CLOSE that comes before its entry is sent cancels the entry', async () => {
  const now = whole.stack.clock.now()
  await whole.stack.sendSignal(lasting(now, 'DOGEUSDT'))
  await whole.stack.sendSignal(aSignal(now + 1, { symbol: 'DOGEUSDT', action: 'CLOSE' }))
  await whole.expectQuiet()
  expect((await openOf('DOGEUSDT')).filter(({ state }) => state !== 'abandoned')).toEqual([])
  expect((await reasonsOf('DOGEUSDT')).sort()).toEqual(['nothing-open', 'superseded'])
  expect((await whole.state.account.read()).item.slots.DOGEUSDT).toBeUndefined()
})

test('the venue saw each entry once, and its books are empty in the end', async () => {
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
