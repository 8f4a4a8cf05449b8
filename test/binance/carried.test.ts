import { createHmac, generateKeyPairSync } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CarriedRequest } from '#binance/carried.ts'
import { createCarrier } from '#binance/carrier.ts'
import { createClient } from '#binance/client.ts'
import { type EndpointName, endpoints } from '#binance/endpoints.ts'
import { routes } from '#binance/routes.ts'
import type { Fetch } from '#binance/transport.ts'
import type { Carrier } from '#ports/carrier.ts'
import { type Venue, venues } from '#ports/configuration.ts'
import type { Exchange } from '#ports/exchange.ts'
import {
  anExchange,
  credentials,
  entryOrder,
  handClock,
  marketClose,
  primaryStop,
  serverTime,
} from './an-exchange.ts'
import { error, replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
const names = Object.keys(endpoints) as EndpointName[]
const opening: readonly EndpointName[] = ['placeOrder', 'placeAlgoOrder', 'setLeverage', 'setMarginType']
const minute = 60_000

let clock: ReturnType<typeof handClock>
let keys: { readonly apiKey: string; readonly secret: string }[]
let keyReads: boolean[]
let carrier: Carrier
let exchange: Exchange
beforeEach(() => {
  clock = handClock()
  keys = [credentials]
  keyReads = []
  carrier = aCarrier('paper')
  exchange = anExchange({
    ...{ apiKey: 'of-the-operator', secret: 'unknown-to-the-exchange' },
    fetch: carriedBy(carrier),
    clock,
  })
})

const aCarrier = (venue: Venue, fetch: Fetch = server.fetch) =>
  createCarrier({
    ...{ venue, clock, fetch, timeoutMs: 200 },
    key: async (fresh = false) => {
      keyReads.push(fresh)
      const [key = credentials] = fresh ? keys.splice(0, 1) : keys
      return fresh ? (keys[0] ?? key) : key
    },
  })

/** As the operator's tool has it: it shares with the function only the text of request and answer. */
const carriedBy =
  (by: Carrier): Fetch =>
  async (url, { method, body }) => {
    const said = JSON.parse(JSON.stringify({ method, url, ...(body ? { body } : {}) }))
    const { answer } = JSON.parse(JSON.stringify(await by.carry(said)))
    return new Response(answer.body || null, { status: answer.status, headers: answer.headers })
  }

const sent = () => server.requests.map(({ route }) => route)

/** The request that the adapter's client makes for an endpoint. */
async function requestFor(name: EndpointName, venue: Venue): Promise<CarriedRequest> {
  const made: CarriedRequest[] = []
  const client = createClient({
    ...{ ...credentials, venue, recvWindow: 5_000, timeoutMs: 1_000, clock, exchangeTime: clock.now },
    transport: async (url, { method, body }) => {
      made.push({ method, url, ...(body ? { body } : {}) } as CarriedRequest)
      return Response.json({})
    },
  })
  await client[endpoints[name].method]({ symbol: 'BTCUSDT' })
  const [request] = made
  if (!request) throw new Error(`nothing was asked for ${name}`)
  return request
}

describe.each(venues)('of what the adapter asks the %s venue', venue => {
  // Only the live venue has requests to the spot API.
  const asked = names.filter(name => venue === 'live' || name !== 'apiRestrictions')

  test('each request has its route, and the function carries all but those that could open a position with real money', async () => {
    const carried: string[] = []
    const fetch: Fetch = async url => {
      carried.push(new URL(url).pathname)
      return Response.json({})
    }
    for (const name of asked) {
      const request = await requestFor(name, venue)
      const route = `${request.method} ${new URL(request.url).pathname}`
      expect(route).toBe(routes[name])
      const before = carried.length
      const done = aCarrier(venue, fetch).carry(request)
      if (venue === 'live' && opening.includes(name))
        await expect(done).rejects.toThrow(/expected what qt asks of the live venue, got POST/)
      else await done
      expect(carried.length - before).toBe(venue === 'live' && opening.includes(name) ? 0 : 1)
    }
  })
})

describe('a request that is carried', () => {
  test('is signed by the function over exactly what is sent; its sender never has the key', async () => {
    await exchange.place(entryOrder)
    await exchange.cancelAll('BTCUSDT')
    await exchange.positions()
    for (const route of [
      'POST /fapi/v1/order',
      'DELETE /fapi/v1/allOpenOrders',
      'GET /fapi/v3/positionRisk',
    ]) {
      const { params, signed, headers } = server.only(route)
      expect(params).toMatchObject({ timestamp: String(serverTime), recvWindow: '5000' })
      expect(params.signature).toBe(createHmac('sha256', credentials.secret).update(signed).digest('hex'))
      expect(headers['x-mbx-apikey']).toBe(credentials.apiKey)
    }
    expect(server.only('POST /fapi/v1/order').params).toMatchObject({ newClientOrderId: entryOrder.clientId })
  })

  test.each(['ed25519', 'rsa'] as const)('is signed as the client signs with a key of %s', async kind => {
    const { privateKey } =
      kind === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2_048 }) : generateKeyPairSync('ed25519')
    const secret = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim()
    keys = [{ apiKey: credentials.apiKey, secret }]
    const direct = anExchange({ apiKey: credentials.apiKey, secret, fetch: server.fetch, clock })
    await direct.openOrders('BTCUSDT')
    await exchange.openOrders('BTCUSDT')
    const [one, other] = server.requests.filter(({ route }) => route === 'GET /fapi/v1/openOrders')
    expect(one?.params.signature).toMatch(/^[A-Za-z0-9+/]{80,}=*$/)
    expect(other?.params).toEqual(one?.params)
  })

  test('is stamped when it is sent, however long it waited; an order keeps its sender’s stamp', async () => {
    const long = serverTime - 30_000
    const url = 'https://fapi.binance.com/fapi/v1'
    await carrier.carry({ method: 'GET', url: `${url}/openOrders?symbol=BTCUSDT&timestamp=${long}` })
    const body = `symbol=BTCUSDT&timestamp=${long}`
    await carrier.carry({ method: 'POST', url: `${url}/order`, body })
    expect(server.only('GET /fapi/v1/openOrders').params.timestamp).toBe(String(serverTime))
    expect(server.only('POST /fapi/v1/order').params.timestamp).toBe(String(long))
  })

  test('carries no key where Binance asks for none', async () => {
    await exchange.serverTime()
    const { headers, params } = server.only('GET /fapi/v1/time')
    expect([headers['x-mbx-apikey'], params.signature]).toEqual([undefined, undefined])
  })

  test('is answered as if it were sent directly, errors and lost answers too', async () => {
    const direct = anExchange({ fetch: server.fetch, clock })
    expect(await exchange.positions()).toEqual(await direct.positions())
    expect(await exchange.accountModes()).toEqual(await direct.accountModes())
    server.reply('DELETE /fapi/v1/order', error(400, -2011, 'Unknown order sent.'))
    expect(await exchange.cancel('BTCUSDT', 'x')).toEqual(await direct.cancel('BTCUSDT', 'x'))
    server.reply('POST /fapi/v1/order', 'drops the connection')
    expect((await exchange.place(marketClose)).outcome).toBe('unresolved')
    server.reply('POST /fapi/v1/order', 'never answers')
    expect((await exchange.place(marketClose)).outcome).toBe('unresolved')
    expect(sent().filter(route => route === 'POST /fapi/v1/order')).toHaveLength(2)
  })

  test('is counted, and so is the exchange’s own count', async () => {
    const body = { serverTime }
    server.reply('GET /fapi/v1/time', { body, headers: { 'x-mbx-used-weight-1m': '77' } })
    await exchange.serverTime()
    expect(carrier.drainUsage()).toMatchObject({ weight: 1, usedWeightPerMinute: 77 })
    expect(exchange.drainUsage()).toMatchObject({ weight: 1, usedWeightPerMinute: 77 })
  })

  test('is sent once more with the secret’s current key if Binance rejected the key, and no third time', async () => {
    const route = 'DELETE /fapi/v1/algoOrder'
    keys = [credentials, { apiKey: 'the-new-key-of-the-test', secret: 'the-new-secret' }]
    server.reply(route, error(401, -2015, 'Invalid API-key'), { body: { code: '200', msg: 'success' } })
    expect((await exchange.cancelAlgo('BTCUSDT', 'x')).outcome).toBe('accepted')
    const used = server.requests.filter(request => request.route === route)
    expect(used.map(({ headers }) => headers['x-mbx-apikey'])).toEqual([
      credentials.apiKey,
      'the-new-key-of-the-test',
    ])
    server.reply(route, error(401, -2015, 'Invalid API-key'))
    expect(await exchange.cancelAlgo('BTCUSDT', 'x')).toMatchObject({ outcome: 'refused', code: -2015 })
    expect(sent().filter(each => each === route)).toHaveLength(4)
    expect(keyReads.filter(Boolean)).toHaveLength(2)
  })
})

describe('a request to anything but the venue', () => {
  const at = 'https://fapi.binance.com/fapi/v1/openOrders?symbol=BTCUSDT'
  const refused: readonly (readonly [string, unknown])[] = [
    ['another host', { method: 'GET', url: 'https://example.com/fapi/v1/openOrders' }],
    ['a host like it', { method: 'GET', url: 'https://fapi.binance.com.example.com/fapi/v1/time' }],
    ['another venue', { method: 'GET', url: at.replace('fapi.', 'demo-fapi.') }],
    ['a port of its own', { method: 'GET', url: at.replace('.com', '.com:8443') }],
    ['no TLS', { method: 'GET', url: at.replace('https', 'http') }],
    ['another path', { method: 'GET', url: 'https://fapi.binance.com/fapi/v1/listenKey' }],
    ['a way around', { method: 'GET', url: 'https://fapi.binance.com/fapi/v1/time/../listenKey' }],
    ['a withdrawal', { method: 'POST', url: 'https://api.binance.com/sapi/v1/capital/withdraw/apply' }],
    ['another method', { method: 'PUT', url: at }],
    ['a method of another endpoint', { method: 'DELETE', url: at }],
    ['a long query', { method: 'GET', url: `${at}&x=${'x'.repeat(4_096)}` }],
    ['a long body', { method: 'POST', url: routesAt('placeOrder'), body: 'x'.repeat(4_097) }],
    ['more than a request', { method: 'GET', url: at, headers: { host: 'example.com' } }],
    ['nothing', undefined],
  ]

  function routesAt(name: EndpointName) {
    return `https://fapi.binance.com${routes[name].split(' ')[1]}`
  }

  test.each(refused)('%s is rejected, and nothing is sent', async (_, said) => {
    await expect(carrier.carry(said)).rejects.toMatchObject({ name: 'NotCarried' })
    expect([sent(), keyReads]).toEqual([[], []])
  })

  test('is rejected without quoting its query', async () => {
    const url = 'https://fapi.binance.com/fapi/v1/listenKey?signature=abcdef'
    await expect(carrier.carry({ method: 'GET', url })).rejects.toThrow(/^[^?]*$/)
    // A client's text before the host goes nowhere.
    const { answer } = await carrier.carry({
      method: 'GET',
      url: 'https://me:x@fapi.binance.com/fapi/v1/time',
    })
    expect(JSON.parse(answer.body)).toEqual({ serverTime })
    expect(server.only('GET /fapi/v1/time').headers.authorization).toBeUndefined()
  })
})

describe('while asked to wait', () => {
  const tooMuch = {
    status: 429,
    body: { code: -1003, msg: 'Too many requests.' },
    headers: { 'retry-after': '20' },
  }

  test('the function sends nothing for any sender, and answers as the exchange would', async () => {
    server.reply('GET /fapi/v1/openOrders', tooMuch)
    await expect(exchange.openOrders('BTCUSDT')).rejects.toThrow()
    const before = sent().length
    const another = anExchange({ fetch: carriedBy(carrier), clock })
    await expect(another.openOrders('BTCUSDT')).rejects.toThrow(/HTTP 429/)
    expect(another.rest()).toEqual({ kind: 'limited', until: serverTime + 20_000 })
    expect(sent().length - before).toBe(0)
    clock.set(serverTime + 20_001)
    server.reply('GET /fapi/v1/openOrders', { body: [] })
    await expect(another.openOrders('BTCUSDT')).resolves.toEqual([])
  })

  test('the function obeys another function’s wait: under a limit only exits go, under a ban not even those', async () => {
    carrier.heed({ kind: 'limited', until: serverTime + minute })
    expect(await exchange.place(marketClose)).toMatchObject({ outcome: 'accepted' })
    expect(await exchange.placeAlgo(primaryStop)).not.toMatchObject({ code: -1003 })
    carrier.heed({ kind: 'banned', until: serverTime + minute })
    const before = sent().length
    expect(await exchange.place(marketClose)).toMatchObject({ outcome: 'refused', rest: { kind: 'banned' } })
    expect(sent().length).toBe(before)
  })
})
