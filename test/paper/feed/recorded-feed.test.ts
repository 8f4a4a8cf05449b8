import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PriceUnavailable } from '#paper/feed/price-unavailable.ts'
import { recordedFeed } from '#paper/feed/recorded-feed.ts'
import { openMarket } from '../../../infra/local/market/market.ts'
import { type MarketServer, serveMarket } from '../../../infra/local/market/market-server.ts'
import { virtualClock } from '../builder.ts'

const market = openMarket({ klines: [new URL('../../../infra/local/sample', import.meta.url).pathname] })
const crash = Date.parse('2025-02-03T02:07:00Z')
const clock = virtualClock(crash + 60_000)
let asked: string[] = []
let server: MarketServer
beforeAll(async () => {
  const symbol = (name: string) => {
    asked.push(name)
    return market.symbol(name)
  }
  server = await serveMarket({ ...market, symbol }, clock)
})
afterAll(() => server.close())

/** A feed, and the number of requests it has made since. */
function openFeed() {
  asked = []
  return { feed: recordedFeed(server.url), requests: () => asked.length }
}

describe('a recorded market read from another thread', () => {
  test('has the same steps as the market itself, whatever ranges were requested before', async () => {
    const { feed } = openFeed()
    const windows = [
      [0, 10],
      [5, 20],
      [20, 20],
      [18, 41],
      [2, 7],
      [50, 60],
      [30, 55],
      [0, 60],
      [59, 60],
    ] as const
    for (const [from, to] of windows) {
      const [start, end] = [crash + from * 1000, crash + to * 1000]
      expect(await feed.steps('ETHUSDT', start, end)).toEqual(market.symbol('ETHUSDT')?.steps(start, end))
      expect(await feed.latest('ETHUSDT', end)).toEqual(market.symbol('ETHUSDT')?.latest(end))
    }
  })

  test('has the same candles as the market itself, with one request', async () => {
    const { feed, requests } = openFeed()
    const minutes = Array.from({ length: 90 }, (_, index) => crash - (90 - index) * 60_000)
    const spans = [...minutes, crash].map((open, index) => ({
      after: open - 1,
      to: index === 90 ? crash + 17_000 : open + 59_999,
    }))
    const asked = { symbol: 'ETHUSDT', price: 'last', interval: '1m', spans } as const
    const told = await feed.bars?.(asked)
    expect(requests()).toBe(1)
    expect(told).toEqual(market.symbol('ETHUSDT')?.bars('last', spans))
    expect(told?.[0]).toBeUndefined()
    expect(told?.at(-1)?.volume.toFixed()).not.toBe('0')
    expect(await feed.bars?.({ ...asked, price: 'mark' })).toBeUndefined()
    const apart = [spans[3], spans[5]].flatMap(span => span ?? [])
    expect(await feed.bars?.({ ...asked, spans: apart })).toBeUndefined()
    const future = [{ after: crash, to: crash + 3_600_000 }]
    await expect(feed.bars?.({ ...asked, spans: future })).rejects.toThrow(PriceUnavailable)
  })

  test('requests only what it does not know yet', async () => {
    const { feed, requests } = openFeed()
    await feed.steps('SOLUSDT', crash, crash + 20_000)
    expect(requests()).toBe(1)
    await feed.steps('SOLUSDT', crash + 5_000, crash + 20_000)
    await feed.latest('SOLUSDT', crash + 20_000)
    expect(requests()).toBe(1)
    await feed.steps('SOLUSDT', crash + 5_000, crash + 30_000)
    expect(requests()).toBe(2)
  })

  test('keeps a bounded past: an hour read in pieces is read again from its beginning', async () => {
    const { feed, requests } = openFeed()
    const start = crash - 3_600_000
    for (let minute = 0; minute < 60; minute++)
      await feed.steps('XRPUSDT', start + minute * 60_000, start + (minute + 1) * 60_000)
    expect(requests()).toBe(60)
    expect(await feed.steps('XRPUSDT', start, start + 60_000)).toHaveLength(60)
    expect(requests()).toBe(61)
  })

  test('has no steps for a symbol without a market', async () => {
    const { feed } = openFeed()
    expect(await feed.latest('BTCUSDT', crash)).toBeUndefined()
    expect(await feed.steps('BTCUSDT', crash, crash + 1000)).toEqual([])
  })

  test('reports that there is no price if the server refuses or is not there', async () => {
    const { feed } = openFeed()
    const future = feed.steps('ETHUSDT', crash, crash + 3_600_000)
    await expect(future).rejects.toThrow(PriceUnavailable)
    await expect(future).rejects.toThrow(
      /No price for ETHUSDT: .* 400 Expected times up to the market's now, got one \d+ ms later/,
    )
    const unreachable = recordedFeed('http://127.0.0.1:1').latest('ETHUSDT', crash)
    await expect(unreachable).rejects.toThrow(
      /No price for ETHUSDT: the recorded market at http:\/\/127.0.0.1:1 answered/,
    )
  })
})
