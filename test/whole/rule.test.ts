import { afterAll, beforeAll, expect, test } from 'vitest'
import { openWebhook } from '../../infra/local/runner/local-webhook.ts'
import { marketStamps } from '../../infra/local/runner/market-stamps.ts'
import { expectPromises, openWhole, type Whole } from './whole.ts'

const rule = { symbols: ['ETHUSDT', 'SOLUSDT', 'NOSUCHUSDT'], period: 2, low: 30, high: 70, interval: '1m' }

/** This machine's time, far from the market's. */
const wall = Date.UTC(2026, 10, 27, 12)

let whole: Whole
beforeAll(async () => {
  whole = await openWhole({
    ...{ since: '01:00:00', from: '01:24:00', to: '01:34:00' },
    choices: { rule: JSON.stringify(rule), webhook: 'true' },
    // Few looks at its positions: other tests cover those.
    environment: { QT_DEFAULT_LEVERAGE: '3', QT_SOURCES: '{"curl":{}}', QT_CHECK_INTERVAL: '60' },
    restamp: marketStamps({ marketNow: () => whole.stack.clock.now(), wallNow: () => wall }),
  })
  await whole.until('01:33:30')
})
afterAll(() => whole?.close())

const said = (event: string) => whole.lines.filter(({ message }) => message === event)

test('a deployed rule trades by itself, within seconds of each close', async () => {
  const spoken = said('rule-spoke')
  expect(spoken.length).toBeGreaterThan(2)
  const verdicts = (await whole.verdicts()).filter(({ source }) => source === 'rule_fallback_rsi')
  expect(verdicts.map(({ signalId }) => signalId).sort()).toEqual(
    spoken.map(({ signalId }) => `rule_fallback_rsi#${signalId}`).sort(),
  )
  for (const { signalId, at } of verdicts) {
    const close = Date.parse(signalId.slice(-24))
    expect(at - close).toBeGreaterThan(0)
    expect(at - close).toBeLessThan(10_000)
  }
  const positions = await whole.positions()
  expect(positions.length).toBeGreaterThan(0)
  expect(new Set(positions.map(({ source }) => source))).toEqual(new Set(['rule_fallback_rsi']))
})

test('a symbol that the exchange does not know is logged at each close, and the others send signals', () => {
  const failed = said('rule-failed')
  expect(failed.length).toBeGreaterThan(5)
  expect(new Set(failed.map(({ symbol }) => symbol))).toEqual(new Set(['NOSUCHUSDT']))
})

test('a signal stamped with this machine’s time keeps its age in market time, over SQS and HTTPS', async () => {
  const { stack } = whole
  const hold = {
    symbol: 'XRPUSDT',
    action: 'HOLD',
    confidence: 0.8,
    timestamp: new Date(wall - 2_000).toISOString(),
  }
  await stack.sendSignal({ ...hold, source: 'my-model' })
  const token = openWebhook(stack)?.token
  const answer = await stack.askApi({
    ...{ method: 'POST', url: '/signals/curl', address: '203.0.113.7' },
    headers: { authorization: `Bearer ${token}` },
    body: Buffer.from(JSON.stringify(hold)),
  })
  expect(answer.status).toBe(202)
  expect(stack.clock.now() - Date.parse(answer.headers['market-time'] ?? '')).toBeLessThan(1_000)
  await stack.clock.sleep(5_000)
  const reasons = (await whole.verdicts())
    .filter(({ symbol }) => symbol === 'XRPUSDT')
    .map(each => each.reason)
  expect(reasons).toEqual(['hold', 'hold'])
})

test('the rule’s function uses exactly its role’s rights, and the promises held', async () => {
  const judged = await whole.finish()
  expectPromises(judged)
  const asked = (await whole.stack.judged()).filter(({ caller }) =>
    /^(RuleSignals|rule-signals)/.test(caller),
  )
  expect(asked.filter(({ allowed }) => !allowed)).toEqual([])
  expect([...new Set(asked.map(({ action }) => action))].sort()).toEqual([
    'lambda:InvokeFunction',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    'sqs:SendMessage',
  ])
})
