import { createHmac } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { PriceFeed } from '#paper/ports.ts'
import { parseRules } from '#paper/rules.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { createMemoryStore } from '../../infra/local/market/memory-store.ts'
import { serveVenue } from '../../infra/local/market/serve.ts'
import { signed, virtualClock } from '../paper/builder.ts'
import { manySymbols } from './many-symbols.ts'
import { median } from './median.ts'
import { stepAt } from './step-at.ts'
import { crowded } from './venue-core.ts'

/** The venue as its clients meet it, on state in memory. */
export interface WireMeasure {
  /** Through `fetch` without a socket, and over HTTP with eight connections. */
  readonly ordersPerSecond: { readonly direct: number; readonly http: number }
  readonly orderMs: number
  /** One account read that brings a hundred symbols with ten orders each ten seconds further. */
  readonly accountMs: number
  readonly stepsPerSecond: number
}

const count = 2_000
const connections = 8

/** A feed's steps for a second cost no more to read than to make. */
export const steadyFeed = (): PriceFeed => ({
  latest: async (_, at) => stepAt(Math.floor(at / 1000) * 1000, '60000'),
  steps: async (_, from, to) => {
    const first = Math.floor(from / 1000) + 1
    return Array.from({ length: Math.max(0, Math.floor(to / 1000) - first + 1) }, (_each, index) =>
      stepAt((first + index) * 1000, (60_000 + ((first + index) % 7)).toFixed(1)),
    )
  },
})

export async function measureWire(): Promise<WireMeasure> {
  const { names, rules } = manySymbols(100)
  const clock = virtualClock()
  const store = createMemoryStore()
  for (const [symbol, each] of parseRules(rules)) await store.saveSymbol(symbol, crowded(each, 10), 0)
  const settings = {
    ...defaultPaperSettings,
    startingBalance: '100000000',
    latencyMs: 0,
    weightLimit: 1e9,
    orderLimit10s: 1e9,
    orderLimit1m: 1e9,
    maxAlgoOrders: 10_000,
  }
  const venue = createPaperVenue({ store, feed: steadyFeed(), clock, rules, settings })
  const order = (index: number) => ({
    symbol: names[index % names.length] ?? '',
    side: index % 2 === 0 ? 'BUY' : 'SELL',
    type: 'MARKET',
    quantity: '0.01',
  })
  const direct = async (index: number) => {
    const answer = await venue.fetch(...signed('POST', '/v1/order', order(index), settings, clock.now()))
    if (!answer.ok) throw new Error(`Expected an order to be taken, got ${await answer.text()}`)
  }
  await inTurns(count / 4, 1, direct)
  const directRate = await rate(count, 1, direct)

  const served = await serveVenue(venue)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const post = postTo(served.url, agent, settings)
  const latencies: number[] = []
  const timed = async (index: number) => {
    const before = performance.now()
    await post({ ...order(index), timestamp: clock.now(), recvWindow: 5000 })
    latencies.push(performance.now() - before)
  }
  await inTurns(count / 4, connections, timed)
  const http = await rate(count, connections, timed)
  latencies.length = 0
  await inTurns(200, 1, timed)

  const accounts: number[] = []
  for (let tick = 0; tick < 12; tick++) {
    clock.advance(10_000)
    const [url, init] = signed('GET', '/v3/positionRisk', {}, settings, clock.now())
    const before = performance.now()
    const answer = await fetch(url.replace('https://fapi.binance.com', served.url), init)
    const rows: unknown = await answer.json()
    if (!Array.isArray(rows) || rows.length !== 100) throw new Error('Expected a hundred positions')
    accounts.push(performance.now() - before)
  }
  agent.destroy()
  await served.close()
  const accountMs = median(accounts.slice(2))
  return {
    ordersPerSecond: { direct: directRate, http },
    orderMs: median(latencies),
    accountMs,
    stepsPerSecond: (100 * 10 * 1000) / accountMs,
  }
}

async function inTurns(total: number, atOnce: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    while (next < total) await work(next++)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

async function rate(total: number, atOnce: number, work: (index: number) => Promise<void>): Promise<number> {
  const before = performance.now()
  await inTurns(total, atOnce, work)
  return (total * 1000) / (performance.now() - before)
}

/** Node's own client: fetch would be the slower part. */
function postTo(url: string, agent: Agent, keys: { readonly apiKey: string; readonly secret: string }) {
  return (params: Record<string, string | number>): Promise<void> =>
    new Promise((resolve, reject) => {
      const text = new URLSearchParams(
        Object.entries(params).map(([key, value]): [string, string] => [key, String(value)]),
      ).toString()
      const signature = createHmac('sha256', keys.secret).update(text).digest('hex')
      const headers = { 'X-MBX-APIKEY': keys.apiKey, 'content-type': 'application/x-www-form-urlencoded' }
      const sent = request(`${url}/fapi/v1/order`, { method: 'POST', agent, headers }, answer => {
        answer.resume()
        answer.on('end', () =>
          answer.statusCode === 200 ? resolve() : reject(new Error(`Expected 200, got ${answer.statusCode}`)),
        )
      })
      sent.on('error', reject)
      sent.end(`${text}&signature=${signature}`)
    })
}
