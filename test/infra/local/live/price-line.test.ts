import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lineThere, NoPrices } from '../../../../infra/local/live/line-there.ts'
import { binancePrices, createPriceLine } from '../../../../infra/local/live/price-line.ts'

/** A stand-in for Binance, with its present answers. */
let answer: { readonly status: number; readonly body: string }
const server = createServer((_, response) => response.writeHead(answer.status).end(answer.body))
let url: string
const now = Date.UTC(2026, 10, 28)

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const request = (path: string) => ({ url: `${binancePrices}${path}`, method: 'GET', headers: {}, body: '' })

test('in a country that Binance does not serve, the run says so and what to do', async () => {
  answer = { status: 451, body: '{"code":0,"msg":"Service unavailable from a restricted location"}' }
  const told = lineThere(() => now, url)
  await expect(told).rejects.toThrow(NoPrices)
  await expect(told).rejects.toThrow(/got HTTP 451: Binance does not serve the country.*\n.*npm run local/)
})

test('without a connection the run shows the network’s error and what to check', async () => {
  const told = lineThere(() => now, 'http://127.0.0.1:9')
  await expect(told).rejects.toThrow(/got no answer: .*\n.*HTTPS_PROXY\n.*npm run local/)
})

test.each([
  ['a page of a hotel', { status: 200, body: '<html>Please sign in</html>' }, /got <html>Please sign in/],
  ['a fault', { status: 503, body: 'busy' }, /got HTTP 503 busy/],
])('%s does not count as Binance', async (_, given, said) => {
  answer = given
  await expect(lineThere(() => now, url)).rejects.toThrow(said)
})

test('the run knows how far this machine’s clock is from Binance’s', async () => {
  answer = { status: 200, body: `{"serverTime":${now + 4_000}}` }
  expect(await lineThere(() => now, url)).toEqual({ aheadMs: 4_000 })
})

test('the newest marks arrive, of one symbol and of all', async () => {
  const line = createPriceLine({ wall: { now: () => now }, tell: () => {}, url })
  answer = { status: 200, body: '{"symbol":"ETHUSDT","markPrice":"2500.10"}' }
  await line.ask(request('/fapi/v1/premiumIndex?symbol=ETHUSDT'))
  answer = { status: 200, body: '[{"symbol":"BTCUSDT","markPrice":"90000.00"}]' }
  await line.ask(request('/fapi/v1/premiumIndex'))
  await line.ask(request('/fapi/v1/ticker/bookTicker'))
  expect([...line.marks()]).toEqual([
    ['ETHUSDT', '2500.10'],
    ['BTCUSDT', '90000.00'],
  ])
})

test('the run says once that prices are missing, after two looks, and once that they are back', async () => {
  const told: string[] = []
  let time = now
  const line = createPriceLine({ wall: { now: () => time }, tell: text => told.push(text), url })
  const asked = async (status: number, ms: number) => {
    time += ms
    answer = { status, body: '{}' }
    await line.ask(request('/fapi/v1/time'))
  }
  await asked(200, 0)
  // An hour without a request is not a failure.
  for (const ms of [3_600_000, 10_000]) await asked(503, ms)
  expect(told).toEqual([])
  for (const ms of [10_000, 10_000]) await asked(503, ms)
  expect(told).toEqual([expect.stringMatching(/^No price since 01:00:00 UTC: .* answered 503\./)])
  expect(line.staleSince()).toBe(now + 3_600_000)
  // A symbol that Binance does not have is an answer.
  await asked(400, 10_000)
  expect(told.at(-1)).toBe('Prices are back, after 40 s.')
  expect(line.staleSince()).toBeUndefined()
  expect(line.outages()).toEqual([{ from: now + 3_600_000, to: now + 3_640_000 }])
})

test.each(['<html>Please sign in</html>', '[{"symbol":"ETHUSDT","markPrice":"25', ''])(
  'prices count as missing if something else answers in Binance’s place: %s',
  async body => {
    const told: string[] = []
    let time = now
    const line = createPriceLine({ wall: { now: () => time }, tell: text => told.push(text), url })
    answer = { status: 200, body }
    for (const ms of [0, 10_000, 10_000]) {
      time += ms
      await line.ask(request('/fapi/v1/premiumIndex'))
    }
    expect(told).toEqual([expect.stringMatching(/^No price since .* may be answering instead: /)])
    expect([...line.marks()]).toEqual([])
  },
)
