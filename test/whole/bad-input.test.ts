import { afterAll, beforeAll, expect, test } from 'vitest'
import { aSignal, at, lasting } from './market.ts'
import { openWhole, type Whole } from './whole.ts'

let whole: Whole
beforeAll(async () => {
  whole = await openWhole({ from: '01:00:00', to: '01:06:00' })
  await whole.until('01:00:10')
})
afterAll(() => whole?.close())

const now = '01:00:10'
const wellFormed = JSON.stringify(aSignal(now))

/** Messages that no function can act on, and what of each must be named. */
const invalid: Readonly<Record<string, readonly [body: string, named: RegExp]>> = {
  'malformed JSON': ['{"symbol":"ETHUSDT","action":', /not valid JSON/],
  'no object': ['[1, 2, 3]', /expected one JSON object/],
  'wrong types': [
    JSON.stringify({ ...aSignal(now), symbol: 7, action: true }),
    /symbol.*action|action.*symbol/s,
  ],
  'confidence NaN': [wellFormed.replace('0.9', 'NaN'), /not valid JSON/],
  'confidence NaN as text': [
    JSON.stringify({ ...aSignal(now), confidence: 'NaN' }),
    /confidence: expected .* got "NaN"/,
  ],
  'confidence 1.2': [JSON.stringify(aSignal(now, { confidence: 1.2 })), /confidence: expected .* got 1.2/],
  'leverage 126': [JSON.stringify(aSignal(now, { leverage: 126 })), /leverage: expected .* 125, got 126/],
  'a time to come': [JSON.stringify(aSignal('01:30:00')), /timestamp: .*ahead/],
  '300 KB': [JSON.stringify(aSignal(now, { meta: { text: 'x'.repeat(300 * 1024) } })), /16384 bytes/],
}

test('whatever cannot be read is refused by name, lies in the invalid queue with its body, and is not retried', async () => {
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

test('a symbol that the exchange does not have, and a signal that came too late, are refused by their own names', async () => {
  await whole.stack.sendSignal(aSignal(now, { symbol: 'LUNAUSDT' }))
  await whole.stack.sendSignal(aSignal('00:58:00', { symbol: 'SOLUSDT' }))
  await whole.expectQuiet()
  const reasons = (await whole.verdicts()).map(({ symbol, reason }) => [symbol, reason])
  expect(reasons).toContainEqual(['LUNAUSDT', 'unknown-symbol'])
  expect(reasons).toContainEqual(['SOLUSDT', 'stale'])
})

test('after all that a good signal is traded', async () => {
  const received = (await whole.verdicts()).length
  await whole.stack.sendSignal(lasting(whole.stack.clock.now(), 'XRPUSDT'))
  await whole.expectQuiet()
  expect(await whole.verdicts()).toHaveLength(received + 1)
  expect((await whole.positions()).map(({ symbol, state }) => [symbol, state])).toEqual([['XRPUSDT', 'open']])
  expect(whole.stack.clock.now()).toBeLessThan(at('01:06:00'))
})
