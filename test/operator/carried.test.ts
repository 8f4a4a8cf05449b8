import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { carriedBy } from '../../infra/operator/connect/carried.ts'

const arn = 'arn:aws:lambda:ap-northeast-1:000000000000:function:operator:live'
const url = 'https://fapi.binance.com/fapi/v1/openOrders?symbol=ETHUSDT&signature=none'

interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body: unknown
}
/** Lambda, as a caller meets it: each call gets the next of these. */
const replies: Reply[] = []
const asked: { readonly path: string; readonly payload: unknown }[] = []
let [inside, most] = [0, 0]
const server = createServer(async (request, response) => {
  inside += 1
  most = Math.max(most, inside)
  const payload = JSON.parse(Buffer.concat(await request.toArray()).toString())
  asked.push({ path: decodeURIComponent(request.url ?? ''), payload })
  await new Promise(resolve => setTimeout(resolve, 5))
  inside -= 1
  const { status = 200, headers = {}, body } = replies.shift() ?? fine
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
})
const fine: Reply = { body: { status: 200, headers: { 'x-mbx-used-weight-1m': '9' }, body: '[]' } }

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  vi.stubEnv('AWS_REGION', 'ap-northeast-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAEXAMPLE')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example')
})
afterAll(async () => {
  vi.unstubAllEnvs()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})
afterEach(() => {
  asked.length = 0
  replies.length = 0
  most = 0
})

test('the function gets a request with method, address and body, and its answer comes back whole', async () => {
  const headers = { 'X-MBX-APIKEY': 'nothing' }
  const answer = await carriedBy(arn, 2)(url, { method: 'POST', headers, body: 'symbol=ETHUSDT' })
  expect([answer.status, answer.headers.get('x-mbx-used-weight-1m'), await answer.text()]).toEqual([
    200,
    '9',
    '[]',
  ])
  expect(asked).toEqual([
    {
      path: `/2015-03-31/functions/${arn}/invocations`,
      payload: { method: 'POST', url, body: 'symbol=ETHUSDT' },
    },
  ])
})

test('an error of the exchange comes back as its answer', async () => {
  replies.push({ body: { status: 418, headers: { 'retry-after': '5' }, body: '{"code":-1003}' } })
  const answer = await carriedBy(arn, 2)(url, { method: 'GET' })
  expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([
    418,
    '5',
    '{"code":-1003}',
  ])
})

test('a failed function is reported in its own words, and not called again', async () => {
  const error = { errorType: 'NotCarried', errorMessage: 'expected what qt asks of the live venue' }
  replies.push({ headers: { 'x-amz-function-error': 'Unhandled' }, body: error })
  await expect(carriedBy(arn, 2)(url, { method: 'DELETE' })).rejects.toThrow(
    'the operator function failed: NotCarried: expected what qt asks of the live venue',
  )
  expect(asked).toHaveLength(1)
})

test('qt sends no request twice after a failure of AWS: it may have been sent', async () => {
  replies.push({ status: 500, body: { message: 'internal' } })
  await expect(carriedBy(arn, 2)(url, { method: 'DELETE' })).rejects.toThrow()
  expect(asked).toHaveLength(1)
})

test('a request turned away for want of concurrency waits for its turn until its caller gives up', async () => {
  const headers = { 'x-amzn-errortype': 'TooManyRequestsException' }
  const turnedAway = { status: 429, headers, body: { message: 'Rate Exceeded.' } }
  replies.push(turnedAway)
  const answer = await carriedBy(arn, 2)(url, { method: 'GET' })
  expect([answer.status, asked.length]).toEqual([200, 2])
  replies.push(...Array(99).fill(turnedAway))
  const signal = AbortSignal.timeout(50)
  await expect(carriedBy(arn, 2)(url, { method: 'GET', signal })).rejects.toThrow()
  expect(asked.length).toBeLessThan(5)
})

test.each([1, 2])('no more than %s requests at once use the account’s concurrency', async atOnce => {
  const ask = carriedBy(arn, atOnce)
  await Promise.all(Array.from({ length: 6 }, () => ask(url, { method: 'GET' })))
  expect([asked.length, most]).toEqual([6, atOnce])
})
