import { createHmac } from 'node:crypto'
import { account } from '#binance/account.ts'
import { algoOrders } from '#binance/algo-orders.ts'
import { exchangeTime } from '#binance/exchange-time.ts'
import { history } from '#binance/history.ts'
import { keyRights } from '#binance/key-rights.ts'
import { marketRules } from '#binance/market-rules.ts'
import { positions } from '#binance/positions.ts'
import { quotes } from '#binance/quote.ts'
import { regularOrders } from '#binance/regular-orders.ts'
import { resting } from '#binance/rest.ts'
import { readServerTime } from '#binance/server-time.ts'
import { type Fetch, noAnswer, refuseErrors } from '#binance/transport.ts'
import { meter } from '#binance/usage.ts'
import { createWire } from '#binance/wire.ts'
import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import type { Exchange } from '#ports/exchange.ts'

type Client = Parameters<typeof createWire>[0]['client']

/**
 * The product's adapter with one part replaced: addresses and signatures are made here instead of by ccxt, which
 * takes four fifths of a request's time. The product's code interprets answers and outcomes.
 */
export function leanExchange(
  fetch: Fetch,
  keys: { readonly apiKey: string; readonly secret: string },
  clock: Clock,
  {
    readsTime = false,
    repeatWithinMs = 0,
    note = () => ({ hear() {} }),
  }: { readonly readsTime?: boolean; readonly repeatWithinMs?: number; readonly note?: Note } = {},
): Exchange {
  const spent = meter()
  const asked = resting(() => clock.now())
  const client = signingClient(fetch, { keys, clock, note }, spent.hear)
  const now = () => clock.now()
  const time = readsTime
    ? exchangeTime(clock, () => readServerTime(wire))
    : { now, ready: async () => {}, measure: async () => clock.now(), doubt: () => {} }
  const scrub = (text: string) => text
  const wire = createWire({ client, clock, time, meter: spent, resting: asked, scrub, repeatWithinMs })
  return {
    serverTime: time.measure,
    ...marketRules(wire),
    ...account(wire),
    ...quotes(wire),
    ...positions(wire),
    ...regularOrders(wire),
    ...algoOrders(wire),
    ...history(wire),
    ...keyRights(wire),
    drainUsage: () => spent.drain(),
    rest: (time = clock.now()) => asked.at(time),
    heed: rest => asked.take(rest),
  }
}

/** Notes a request; the returned function takes the answer, if one arrives. */
export type Note = (
  name: string,
  params: Readonly<Record<string, unknown>>,
) => { hear(status: number, text: string): void }

function signingClient(
  fetch: Fetch,
  {
    keys,
    clock,
    note,
  }: {
    readonly keys: { readonly apiKey: string; readonly secret: string }
    readonly clock: Clock
    readonly note: Note
  },
  hear: (headers: Headers) => void,
): Client {
  const call = (name: string) => async (params: Record<string, string | number | boolean>) => {
    const { version, method, path } = addressOf(name)
    const url = `https://fapi.binance.com/fapi/${version}/${path}`
    const noted = note(`${method} ${path}`, params)
    const { status, headers, text } = await ask(fetch, signedRequest(url, method, params, keys, clock.now()))
    noted.hear(status, text)
    hear(headers)
    refuseErrors(status, headers, text)
    return parsed(text)
  }
  return new Proxy({}, { get: (_, name) => call(String(name)) }) as Client
}

/** Venue and adapter share the clock here, so requests need no timeout of their own: each ends with its fetch. */
async function ask(fetch: Fetch, [url, init]: [string, RequestInit]) {
  try {
    const response = await fetch(url, init)
    return { status: response.status, headers: response.headers, text: await response.text() }
  } catch (error) {
    throw noAnswer(error)
  }
}

/** As in ccxt: a body that is not JSON stays text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const addresses = new Map<string, ReturnType<typeof readAddress>>()
function addressOf(name: string) {
  const address = addresses.get(name) ?? readAddress(name)
  addresses.set(name, address)
  return address
}

function readAddress(name: string) {
  const [, version = '', verb = '', rest = ''] =
    /^fapi(?:Public|Private)(V\d)?(Get|Post|Delete)(\w+)$/.exec(name) ?? []
  const words = rest.startsWith('Ticker') ? ['ticker', rest.slice('Ticker'.length)] : [rest]
  const path = words.map(word => word.charAt(0).toLowerCase() + word.slice(1)).join('/')
  return { version: version.toLowerCase() || 'v1', method: verb.toUpperCase(), path }
}

/** Also for other clients, which sign with the same keys. */
export function signedRequest(
  url: string,
  method: string,
  params: Readonly<Record<string, string | number | boolean>>,
  { apiKey, secret }: { readonly apiKey: string; readonly secret: string },
  timestamp: number,
): [string, RequestInit] {
  const all = { ...params, recvWindow: timing.recvWindow, timestamp }
  const text = Object.entries(all)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&')
  const payload = `${text}&signature=${createHmac('sha256', secret).update(text).digest('hex')}`
  const headers = { 'X-MBX-APIKEY': apiKey }
  return method === 'POST'
    ? [url, { method, body: payload, headers }]
    : [`${url}?${payload}`, { method, headers }]
}
