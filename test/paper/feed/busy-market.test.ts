import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { binanceFeed } from '#paper/feed/binance-feed.ts'
import type { PriceStep } from '#paper/ports.ts'
import { openMarket } from '../../../infra/local/market/market.ts'
import { type MarketServer, serveMarket } from '../../../infra/local/market/market-server.ts'
import { type VirtualClock, virtualClock } from '../builder.ts'

const crash = Date.parse('2025-02-03T02:07:00Z')
/** A hundred trades a second: a look every ten seconds cannot get them all for a weight of 5. */
const market = openMarket({
  klines: [new URL('../../../infra/local/sample', import.meta.url).pathname],
  stepMs: 10,
  tickSizes: { ETHUSDT: '0.01' },
})
const eth = market.symbol('ETHUSDT')
let clock: VirtualClock
let server: MarketServer
let used: Record<string, number>
let minuteWeight: number | undefined
beforeAll(async () => {
  clock = virtualClock()
  server = await serveMarket(market, clock)
})
afterAll(() => server.close())
beforeEach(() => {
  clock.advance(crash - clock.now())
  used = {}
  minuteWeight = undefined
})

const openFeed = () =>
  binanceFeed({
    clock,
    baseUrl: server.url,
    timeoutMs: 20_000,
    fetch: async (input, init) => {
      const endpoint = new URL(String(input)).pathname.split('/').at(-1) ?? ''
      used[endpoint] = (used[endpoint] ?? 0) + 1
      const answer = await fetch(input, init)
      if (minuteWeight === undefined) return answer
      const headers = { 'x-mbx-used-weight-1m': String(minuteWeight) }
      return new Response(await answer.text(), { status: answer.status, headers })
    },
  })
const lasts = (steps: readonly PriceStep[]) => steps.map(step => Number(step.last))
const range = (steps: readonly PriceStep[]) => [Math.min(...lasts(steps)), Math.max(...lasts(steps))]
const volume = (steps: readonly PriceStep[]) => steps.reduce((sum, step) => sum + Number(step.volume), 0)
const real = (from: number) => eth?.steps(from, clock.now()) ?? []

test('more trades than the newest thousand are read as aggregates, and nothing is missing', async () => {
  clock.advance(22_000)
  const steps = await openFeed().steps('ETHUSDT', crash, clock.now())
  expect(used).toMatchObject({ trades: 1, aggTrades: 2 })
  expect(used).not.toHaveProperty('klines')
  expect(range(steps)).toEqual(range(real(crash)))
  expect(volume(steps)).toBeCloseTo(volume(real(crash)), 3)
})

test('more than that come from candles: every extreme, all the volume, and in order', async () => {
  const from = crash - 7_000
  clock.advance(53_000)
  const steps = await openFeed().steps('ETHUSDT', from, clock.now())
  expect(used).toMatchObject({ trades: 1, aggTrades: 3, klines: 1 })
  expect(range(steps)).toEqual(range(real(from)))
  expect(volume(steps)).toBeCloseTo(volume(real(from)), 0)
  const times = steps.map(step => step.time)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(times.every(time => time > from && time <= clock.now())).toBe(true)
})

test('a look in the middle of a minute does not repeat the extremes of the previous look', async () => {
  const feed = openFeed()
  clock.advance(10_000)
  await feed.steps('ETHUSDT', crash, clock.now())
  const since = clock.now()
  clock.advance(48_000)
  const steps = await feed.steps('ETHUSDT', since, clock.now())
  expect(used).toMatchObject({ klines: 1 })
  expect(range(steps)).toEqual(range(real(since)))
})

test('an address that has spent most of its weight reads candles instead of aggregates, and looks less often', async () => {
  const feed = openFeed()
  minuteWeight = 1_900
  clock.advance(22_000)
  await feed.steps('ETHUSDT', crash, clock.now())
  await feed.latest('SOLUSDT', clock.now())
  expect(used).not.toHaveProperty('aggTrades')
  const before = { ...used }
  clock.advance(4_000)
  await feed.steps('ETHUSDT', crash, clock.now())
  expect(used).toEqual(before)
})

test('an address that has spent all of its weight is left alone until the next minute', async () => {
  const feed = openFeed()
  minuteWeight = 2_300
  await feed.latest('ETHUSDT', clock.now())
  const before = { ...used }
  clock.advance(20_000)
  await expect(feed.latest('ETHUSDT', clock.now())).rejects.toThrow(/2300 of 2400 .* request weight are used/)
  expect(used).toEqual(before)
  clock.advance(40_000)
  minuteWeight = 4
  expect(await feed.latest('ETHUSDT', clock.now())).toBeDefined()
})
