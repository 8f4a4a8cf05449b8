import { beforeEach, describe, expect, test } from 'vitest'
import type { Exchange } from '#ports/exchange.ts'
import { anExchange, handClock } from './an-exchange.ts'
import { error, type Reply, replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
let exchange: Exchange
beforeEach(() => {
  exchange = anExchange({ fetch: server.fetch, timeoutMs: 60_000 })
})

const read = () => exchange.openAlgoOrders('BTCUSDT')
const route = 'GET /fapi/v1/openAlgoOrders'

describe('a read that fails', () => {
  test.each([
    [error(400, -1121, 'Invalid symbol.'), { code: -1121, retriable: false }],
    [error(401, -2015), { code: -2015, retriable: false }],
    [error(429, -1003), { code: -1003, retriable: false }],
    [
      { status: 451, body: '' },
      { code: 451, retriable: false },
    ],
    [error(503, -1008), { code: -1008, retriable: true }],
    [error(408, -1007), { code: -1007, retriable: true }],
    [
      { status: 502, body: '' },
      { code: 502, retriable: true },
    ],
    ['drops the connection', { retriable: true }],
    ['stalls in the middle of the body', { retriable: true }],
    [{ body: 'OK' }, { retriable: true }],
    [{ body: null }, { retriable: true }],
    [{ body: [{}] }, { retriable: false }],
  ] satisfies [Reply, object][])('%j says whether to try again', async (reply, facts) => {
    server.reply(route, reply)
    if (reply === 'stalls in the middle of the body')
      exchange = anExchange({ fetch: server.fetch, timeoutMs: 100 })
    await expect(read()).rejects.toMatchObject({
      name: 'ExchangeError',
      call: 'openAlgoOrders',
      symbol: 'BTCUSDT',
      ...facts,
    })
  })

  test.each([
    [400, 'once more', 2],
    [600, 'no more', 1],
  ])('that fails after %i ms of 500 is sent %s, at once', async (tookMs, _, times) => {
    const clock = handClock()
    exchange = anExchange({ fetch: server.fetch, clock, repeatWithinMs: 500 })
    await exchange.serverTime()
    server.reply(
      route,
      { status: 503, body: { code: -1008, msg: 'busy' }, before: () => clock.set(clock.now() + tookMs) },
      { body: [] },
    )
    const answered = exchange.openAlgoOrders('BTCUSDT')
    if (times === 1) await expect(answered).rejects.toMatchObject({ code: -1008 })
    else expect(await answered).toEqual([])
    expect(server.requests.filter(request => request.route === route)).toHaveLength(times)
    expect(exchange.drainUsage().weight).toBe(1 + times)
  })

  test('is not sent again while asked to wait', async () => {
    for (const reply of [error(429, -1003), error(418, -1003), error(400, -1003), error(401, -2015)]) {
      exchange = anExchange({ fetch: server.fetch })
      await exchange.serverTime()
      server.reply(route, reply)
      const before = server.requests.length
      await expect(read()).rejects.toThrow()
      expect({ reply, sent: server.requests.length - before }).toEqual({ reply, sent: 1 })
    }
  })

  test('names the call, the symbol, the code and the status', async () => {
    server.reply(route, error(400, -1121, 'Invalid symbol.'))
    await expect(read()).rejects.toThrow(/^openAlgoOrders BTCUSDT: -1121 Invalid symbol\. \(HTTP 400\)$/)
  })
})
