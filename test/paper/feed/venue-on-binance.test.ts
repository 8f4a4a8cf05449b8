import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { shippedRules } from '#paper/rules/shipped.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'
import { signed } from '../builder.ts'
import type { Params } from '../trader.ts'
import { crash, eth, type RecordedBinance, startRecordedBinance } from './recorded-binance.ts'

let binance: RecordedBinance
beforeAll(async () => {
  binance = await startRecordedBinance()
})
afterAll(() => binance.close())
beforeEach(() => binance.begin())

/** A venue as it runs on AWS, except for the table; `answer` may answer in Binance's place. */
function openVenue(answer?: (url: string) => Response | undefined) {
  const settings = { ...defaultPaperSettings, latencyMs: 0, startingBalance: '100000' }
  const store = createMemoryStore()
  const { clock } = binance
  const venue = createPaperVenue({
    store,
    feed: binance.openFeed(answer),
    clock,
    rules: shippedRules,
    settings,
  })
  const send = async (method: string, path: string, params: Params = {}) => {
    const told = await venue.fetch(...signed(method, path, params, settings, clock.now()))
    // biome-ignore lint/suspicious/noExplicitAny: bodies of the wire are looked at field by field
    return { status: told.status, body: (await told.json()) as any }
  }
  return { venue, store, send }
}

const ETH = { symbol: 'ETHUSDT' }
const entry = { ...ETH, side: 'BUY', type: 'MARKET', quantity: '1' }
const stop = { ...ETH, side: 'SELL', type: 'STOP_MARKET', algoType: 'CONDITIONAL', reduceOnly: true }

test('trades between two looks trigger the right orders, in their order and at their time', async () => {
  const { clock } = binance
  clock.advance(crash - 5_000 - clock.now())
  const { venue, send } = openVenue()
  expect((await send('POST', '/v1/order', entry)).status).toBe(200)
  const last = Number(eth?.latest(clock.now())?.last)
  const levels = [0.97, 0.99, 0.98].map(share => (last * share).toFixed(0))
  const placedAt = clock.now()
  for (const triggerPrice of levels)
    expect((await send('POST', '/v1/algoOrder', { ...stop, triggerPrice, quantity: '0.2' })).status).toBe(200)

  clock.advance(60_000)
  const { algoOrders } = await venue.ledger('ETHUSDT')
  const triggered = algoOrders.toSorted((a, b) => a.triggerTime - b.triggerTime)
  expect(triggered.map(each => each.triggerPrice)).toEqual(levels.toSorted().toReversed())
  for (const { triggerPrice, triggerTime } of triggered) {
    const due = eth?.steps(placedAt, clock.now()).find(step => Number(step.last) <= Number(triggerPrice))
    expect(Math.abs(triggerTime - (due?.time ?? 0))).toBeLessThan(1_000)
  }
})

test('candles, however old, are Binance’s own, with one request for all', async () => {
  const { send } = openVenue()
  const { body } = await send('GET', '/v1/klines', { ...ETH, interval: '15m', limit: 3 })
  const start = Date.parse('2025-02-03T01:30:00Z')
  expect(body.map((row: [number, string]) => row[0])).toEqual([0, 1, 2].map(n => start + n * 900_000))
  const first = eth?.bars('last', [{ after: start - 1, to: start + 899_999 }])?.[0]
  expect(body[0].slice(1, 6)).toEqual([
    first?.open,
    first?.high,
    first?.low,
    first?.close,
    first?.volume.toFixed(),
  ])
  expect(binance.askedFor('klines').map(url => url.searchParams.get('interval'))).toEqual(['15m'])
  expect(binance.weight()).toBe(1)
})

test('without Binance an order is rejected as an exchange rejects it, and nothing is invented', async () => {
  let isDown = true
  const { store, send } = openVenue(() => (isDown ? new Response('gone', { status: 502 }) : undefined))
  for (const [method, path, params] of [
    ['POST', '/v1/order', entry],
    ['POST', '/v1/algoOrder', { ...stop, triggerPrice: '1000', quantity: '1' }],
    ['GET', '/v1/premiumIndex', ETH],
  ] as const) {
    const { status, body } = await send(method, path, params)
    expect([path, status, body.code]).toEqual([path, 503, -1001])
    expect(body.msg).toMatch(/Internal error.* No price for ETHUSDT/)
  }
  expect((await store.symbols()).size).toBe(0)
  isDown = false
  binance.clock.advance(5_000)
  expect((await send('POST', '/v1/order', entry)).status).toBe(200)
})
