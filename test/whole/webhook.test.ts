import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashOfToken, noTokens, withToken } from '#domain/tokens.ts'
import type { ApiAnswer } from '../../infra/local/runner/http-api/http-api.ts'
import { openWebhook } from '../../infra/local/runner/local-webhook.ts'
import { tokenNamed } from '../webhook/a-door.ts'
import { expectPromises, openWhole, type Whole } from './whole.ts'

let whole: Whole
let token = ''
/** The operator's setting for the only source: TradingView and freqtrade send no confidence. */
const settings = { QT_SOURCES: '{"curl":{"confidence":"0.8","opposite":"flip"}}' }
const accessed: string[] = []
const answered: ApiAnswer[] = []
beforeAll(async () => {
  const onAccess = (line: string) => void accessed.push(line)
  whole = await openWhole({ from: '01:00:00', to: '01:05:00', webhook: true, settings, onAccess })
  token = openWebhook(whole.stack)?.token ?? ''
  await whole.until('01:00:10')
})
afterAll(() => whole?.close())

interface Said {
  readonly headers?: Readonly<Record<string, string>>
  readonly query?: string
  readonly source?: string
}
async function post(
  body: object | string | Buffer,
  { headers = {}, query = '', source = 'curl' }: Said = {},
) {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const url = `/signals/${source}${query}`
  const request = { method: 'POST', url, headers, body: bytes, address: '203.0.113.7' }
  const answer = await whole.stack.askApi(request)
  answered.push(answer)
  return { status: answer.status, said: JSON.parse(answer.body) }
}
const bearer = (of = token) => ({ headers: { authorization: `Bearer ${of}` } })
const lasting = (symbol: string) => ({
  ...{ symbol, action: 'SELL', confidence: 0.9, timestamp: whole.stack.clock.now() },
  ...{ leverage: 3, stopLossPct: 0.05 },
})
const reasonsOf = async (symbol: string) =>
  (await whole.verdicts())
    .filter(verdict => verdict.symbol === symbol)
    .map(({ verdict, reason }) => reason ?? verdict)
    .sort()

test('a signal over HTTPS becomes a position, and its repetition none', async () => {
  const alert = { ...lasting('ETHUSDT'), secret: token }
  const first = await post(alert)
  const again = await post(alert)
  expect(first).toEqual({ status: 202, said: { id: expect.stringMatching(/^curl#webhook-[0-9a-f]{32}$/) } })
  expect(again).toEqual(first)
  await whole.expectQuiet()
  expect(await whole.positions()).toMatchObject([{ symbol: 'ETHUSDT', state: 'open', source: 'curl' }])
  expect(await reasonsOf('ETHUSDT')).toEqual(['accepted', 'duplicate'])
})

test.each([
  ['as ?token=', () => ({ query: `?token=${token}` })],
  ['as Authorization: Bearer', () => bearer()],
  [
    'with bytes that API Gateway does not take for text',
    () => ({ headers: { ...bearer().headers, 'content-type': 'application/octet-stream' } }),
  ],
])('a token is accepted %s', async (_, said) => {
  expect((await post({ ...lasting('ETHUSDT'), action: 'HOLD' }, said())).status).toBe(202)
})

test('the API, the webhook and the gate each reject what they should', async () => {
  const good = lasting('SOLUSDT')
  const bytes = { headers: { ...bearer().headers, 'content-type': 'application/octet-stream' } }
  expect(await post(good)).toEqual({ status: 401, said: { message: 'Unauthorized' } })
  expect(await post(good, bearer(tokenNamed('another')))).toEqual({
    status: 401,
    said: { message: 'Unauthorized' },
  })
  expect(await post(good, { ...bearer(), source: 'tv-btc' })).toEqual({
    status: 404,
    said: {
      message: expect.stringMatching(
        /^Not Found: only POST \/signals\/curl is answered here; .* QT_SOURCES='\{"tv-btc":\{\}\}'$/,
      ),
    },
  })
  expect((await post({ ...good, action: 'MAYBE' }, bearer())).said.problems).toEqual([
    expect.stringContaining('action: expected'),
  ])
  expect((await post({ ...good, meta: { token } }, bearer())).status).toBe(400)
  expect((await post(Buffer.from([0xff, 0xfe]), bytes)).said.problems).toEqual(['the message is not UTF-8'])
  expect((await post('x'.repeat(20_000), bearer())).status).toBe(413)
  await whole.expectQuiet()
  expect(await reasonsOf('SOLUSDT')).toEqual([])
})

test('a message that aims at prototypes is read by its own fields', async () => {
  const hold = JSON.stringify({ ...lasting('SOLUSDT'), action: 'HOLD' })
  const hostile = `{"__proto__":{"action":"BUY"},"constructor":{"prototype":{"action":"BUY"}},${hold.slice(1)}`
  expect((await post(hostile, bearer())).status).toBe(202)
  await whole.expectQuiet()
  expect(await reasonsOf('SOLUSDT')).toEqual(['hold'])
})

test('a TradingView strategy goes long, turns and closes by its own alerts', async () => {
  const moved = async (action: string, now: string, before: string) => {
    const { stack } = whole
    const alert = {
      ...{ secret: token, ticker: 'BINANCE:SOLUSDT.P', leverage: 3 },
      timenow: new Date(Math.floor(stack.clock.now() / 1000) * 1000).toISOString().replace('.000', ''),
      ...{ action, market_position: now, prev_market_position: before },
    }
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'user-agent': 'Go-http-client/1.1' }
    expect((await post(alert, { headers })).status).toBe(202)
    await stack.clock.sleep(5_000)
    await whole.expectQuiet()
    const of = (await whole.positions()).filter(({ symbol }) => symbol === 'SOLUSDT')
    return of.map(({ side, state }) => `${side} ${state}`).sort()
  }
  expect(await moved('buy', 'long', 'flat')).toEqual(['long open'])
  expect(await moved('sell', 'short', 'long')).toEqual(['long closed', 'short open'])
  expect(await moved('buy', 'flat', 'short')).toEqual(['long closed', 'short closed'])
})

test('a freqtrade trade is entered and closed by its own forms', async () => {
  const began = new Date(whole.stack.clock.now()).toISOString().slice(0, 19).replace('T', ' ')
  const told = async (said: Readonly<Record<string, string>>) => {
    const trade = {
      trade_id: '7',
      pair: 'XRP/USDT:USDT',
      direction: 'Short',
      open_date: began,
      leverage: '3',
    }
    const body = new URLSearchParams({ ...trade, ...said }).toString()
    const headers = { ...bearer().headers, 'content-type': 'application/x-www-form-urlencoded' }
    const { status, said: answer } = await post(body, { headers })
    expect(status, JSON.stringify(answer)).toBe(202)
    await whole.stack.clock.sleep(5_000)
    await whole.expectQuiet()
    return (await whole.positions())
      .filter(({ symbol }) => symbol === 'XRPUSDT')
      .map(({ side, state }) => `${side} ${state}`)
  }
  expect(await told({ type: 'entry' })).toEqual(['short open'])
  expect(await told({ type: 'entry_fill' })).toEqual(['short open'])
  const close_date = new Date(whole.stack.clock.now()).toISOString()
  expect(await told({ type: 'exit', close_date })).toEqual(['short closed'])
})

test('the throttle bounds a flood of five thousand, while every tick looks and the position stays protected', async () => {
  const { stack } = whole
  const flood: Promise<number>[] = []
  // For twenty seconds; every other request has the token.
  for (let second = 0; second < 20; second += 1) {
    await stack.clock.sleep(1_000)
    for (let each = 0; each < 250; each += 1) {
      const message = { ...lasting('XRPUSDT'), action: 'HOLD', id: `${second}-${each}` }
      flood.push(post(message, each % 2 ? bearer() : {}).then(({ status }) => status))
    }
  }
  const statuses = await Promise.all(flood)
  await whole.expectQuiet()
  const count = (status: number) => statuses.filter(each => each === status).length
  // Twenty at once, and ten each second.
  expect(count(202) + count(401)).toBeLessThanOrEqual(20 + 10 * 20)
  expect(count(202)).toBeGreaterThan(50)
  expect(count(202) + count(401) + count(429)).toBe(5_000)
  expect((await whole.positions()).map(({ symbol, state }) => [symbol, state])).toContainEqual([
    'ETHUSDT',
    'open',
  ])
})

test('a new token works without a deploy, and the former one opens nothing a minute later', async () => {
  const next = tokenNamed('the next one')
  const kept = { hash: hashOfToken(next), madeAt: whole.stack.clock.now() }
  whole.stack.putSecret(JSON.stringify(withToken(noTokens, 'curl', kept)), 'WebhookTokensId')
  await whole.stack.clock.sleep(60_000)
  const hold = { ...lasting('ETHUSDT'), action: 'HOLD' }
  expect((await post(hold, bearer())).status).toBe(401)
  expect((await post(hold, bearer(next))).status).toBe(202)
})

test('no token is in the table, in a queue, in a log, in the access log or in an answer; the promises held', async () => {
  const { stack } = whole
  const judged = await whole.finish()
  expectPromises(judged)
  expect(await stack.judged()).toSatisfy((calls: readonly { allowed: boolean }[]) =>
    calls.every(({ allowed }) => allowed),
  )
  const { ScanCommand } = await import('@aws-sdk/lib-dynamodb')
  const { Items = [] } = await stack.documents.send(new ScanCommand({ TableName: stack.table }))
  expect(Items.length).toBeGreaterThan(10)
  expect(accessed.length).toBeGreaterThan(5_000)
  expect(JSON.parse(accessed[0] ?? '')).toMatchObject({
    route: 'POST /signals/curl',
    address: '203.0.113.7',
    status: '202',
  })
  const outputs = Object.keys(stack.outputs).filter(name => /(Queue|DeadLetters)Url$/.test(name))
  const queued = await Promise.all(outputs.map(output => stack.messages(output)))
  const everything = [Items, queued, whole.lines, accessed, answered, await stack.published()].map(each =>
    JSON.stringify(each),
  )
  for (const secret of [token, tokenNamed('another'), tokenNamed('the next one')])
    for (const text of everything) expect(text).not.toContain(secret.slice(3, 15))
})
