import { beforeEach, describe, expect, test } from 'vitest'
import { isCredentialsRefusal } from '#binance/outcome.ts'
import type { Exchange } from '#ports/exchange.ts'
import { anExchange, entryOrder, primaryStop } from './an-exchange.ts'
import recorded from './fixtures/recorded.json' with { type: 'json' }
import { error, type Reply, replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
const order = 'POST /fapi/v1/order'
let exchange: Exchange
/** With a short timeout, for tests in which no answer comes that could be late. */
let impatient: Exchange
beforeEach(() => {
  exchange = anExchange({ fetch: server.fetch, timeoutMs: 60_000 })
  impatient = anExchange({ fetch: server.fetch, timeoutMs: 100 })
})

describe('a command is rejected if the answer proves that it did not happen', () => {
  test.each([
    [400, -1021, 'outside of the recvWindow'],
    [400, -5028, 'outside of the matching engine’s window'],
    [400, -1022, 'the signature is wrong'],
    [400, -1102, 'a parameter is missing'],
    [400, -1106, 'a parameter is not wanted'],
    [400, -1111, 'too precise'],
    [401, -2014, 'the key is malformed'],
    [401, -2015, 'the key is refused'],
    [400, -2011, 'an order to cancel is unknown'],
    [400, -2019, 'the margin is insufficient'],
    [400, -2021, 'it would trigger at once'],
    [400, -2022, 'reduce-only is rejected'],
    [400, -2027, 'over the leverage bracket'],
    [400, -4118, 'reduce-only orders fill up the position'],
    [400, -4120, 'the wrong order book'],
    [400, -4130, 'a closePosition stop is there already'],
    [400, -4164, 'too small'],
    [400, -4509, 'no position to close'],
    [429, -1003, 'too much weight'],
    [429, -1015, 'too many orders'],
    [503, -1008, 'throttled in front of the engine'],
  ])('HTTP %i %i: %s', async (status, code) => {
    server.reply(order, error(status, code))
    expect(await exchange.place(entryOrder)).toMatchObject({ outcome: 'refused', code })
  })

  test.each([
    [403, '<html>blocked by the firewall</html>'],
    [418, ''],
    [429, 'slow down'],
    [451, 'Service unavailable from a restricted location'],
  ])('HTTP %i without a code is judged by its status', async (status, body) => {
    server.reply(order, { status, body })
    expect(await exchange.place(entryOrder)).toMatchObject({ outcome: 'refused', code: status })
  })
})

describe('a command is unresolved if the answer proves nothing', () => {
  test.each([
    [400, -1000, 'unknown error'],
    [400, -1001, 'disconnected'],
    [400, -1006, 'unexpected response'],
    [408, -1007, 'timeout of the backend'],
    [400, -1007, 'the same under another status'],
    [504, -1007, 'and another'],
    [500, -4120, 'a refusal’s code in a server error'],
    [200, -4120, 'a refusal’s code in a success'],
  ])('HTTP %i %i: %s', async (status, code) => {
    server.reply(order, error(status, code))
    expect(await exchange.place(entryOrder)).toMatchObject({ outcome: 'unresolved' })
  })

  test.each([
    [500, ''],
    [502, '<html>bad gateway</html>'],
    [503, 'Unknown error, please check your request or try again later.'],
    [503, 'Service Unavailable.'],
    [502, '{"code":{"toString":false},"msg":{"toString":false}}'],
    [504, ''],
    [408, ''],
    [302, ''],
  ])('HTTP %i %s', async (status, body) => {
    server.reply(order, { status, body })
    expect(await exchange.place(entryOrder)).toMatchObject({ outcome: 'unresolved' })
  })

  test.each([
    'never answers',
    'drops the connection',
    'drops the connection in the middle of the body',
    'stalls in the middle of the body',
  ] as const)('a server that %s', async reply => {
    server.reply(order, reply)
    server.reply('POST /fapi/v1/algoOrder', reply)
    expect(await impatient.place(entryOrder)).toMatchObject({ outcome: 'unresolved' })
    expect(await impatient.placeAlgo(primaryStop)).toMatchObject({ outcome: 'unresolved' })
  })

  test('a success that cannot be read', async () => {
    server.reply(order, { body: 'OK' }, { body: { ...recorded.orders[0], status: undefined } }, { body: '' })
    for (let n = 0; n < 3; n++) {
      expect(await exchange.place(entryOrder)).toMatchObject({
        outcome: 'unresolved',
        message: expect.stringContaining('not as documented'),
      })
    }
  })

  test('a fetch that throws something other than a network error', async () => {
    const broken = anExchange({
      fetch: async () => {
        throw new RangeError('a bug in the venue')
      },
    })
    expect(await broken.place(entryOrder)).toEqual({
      outcome: 'unresolved',
      message: 'the connection failed: a bug in the venue',
    })
  })
})

describe('a rejection names its cause', () => {
  test.each([
    [error(503, -1008), 'moment'],
    [error(400, -1021), 'moment'],
    [error(400, -5028), 'moment'],
    [error(400, -1003), 'moment'],
    [error(400, -1015), 'moment'],
    [error(429, -1003), 'caller'],
    [error(429, -1015), 'caller'],
    [error(418, -1003), 'caller'],
    [error(401, -2015), 'caller'],
    [error(400, -1022), 'caller'],
    [error(451, 0), 'caller'],
    [{ status: 403, body: '<html>' }, 'caller'],
    [{ status: 404, body: '' }, 'caller'],
    [error(400, -2010), 'order'],
    [error(400, -2019), 'order'],
    [error(400, -1111), 'order'],
    [error(400, -4164), 'order'],
  ] satisfies [Reply, string][])('%j: the %s', async (reply, blame) => {
    server.reply(order, reply)
    expect(await exchange.place(entryOrder)).toMatchObject({ outcome: 'refused', blame })
  })
})

test('no command is ever sent twice', async () => {
  server.reply(order, error(400, -1021), error(503, -1008), 'drops the connection')
  for (let n = 0; n < 3; n++) await exchange.place(entryOrder)
  expect(server.requests.filter(request => request.route === order)).toHaveLength(3)
  server.reply(order, 'never answers', 'never answers')
  await impatient.place(entryOrder)
  expect(server.requests.filter(request => request.route === order).length).toBeLessThanOrEqual(4)
})

test('a setting that already has the requested value counts as accepted', async () => {
  server.reply('POST /fapi/v1/marginType', error(400, -4046, 'No need to change margin type.'))
  server.reply('POST /fapi/v1/algoOrder', error(400, -4116, 'ClientOrderId is duplicated.'))
  expect(await exchange.setMarginMode('BTCUSDT', 'isolated')).toEqual({
    outcome: 'accepted',
    value: undefined,
  })
  expect(await exchange.placeAlgo(primaryStop)).toEqual({ outcome: 'accepted', value: {} })
})

test('every recorded error body is a rejection with its own code', async () => {
  for (const { code, msg } of recorded.errors) {
    server.reply(order, error(400, code, msg))
    expect(await exchange.place(entryOrder)).toMatchObject({ outcome: 'refused', code })
  }
})

test('only a rejected key or signature has the secret read again', () => {
  expect([-2014, -2015, -1022, -1021, -2019, 401, undefined].filter(isCredentialsRefusal)).toEqual([
    -2014, -2015, -1022,
  ])
})
