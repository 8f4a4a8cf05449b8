import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { binanceFeed } from '#paper/feed/binance-feed.ts'
import { PriceUnavailable } from '#paper/feed/price-unavailable.ts'
import { DAY } from '../market/market-files.ts'
import { eth, type RecordedBinance, startRecordedBinance } from './recorded-binance.ts'

let binance: RecordedBinance
beforeAll(async () => {
  binance = await startRecordedBinance()
})
afterAll(() => binance.close())
beforeEach(() => binance.begin())

describe('without a price', () => {
  const failing = (response: () => Response) =>
    binance.openFeed(() => response()).latest('ETHUSDT', binance.clock.now())

  test.for([
    ['an error of the server', () => new Response('busy', { status: 503 }), /answered 503 busy/],
    [
      'a refused address',
      () => new Response('restricted', { status: 451 }),
      /451 restricted .*deploy to another region/,
    ],
    [
      'a body that is no price',
      () => Response.json({ markPrice: 'soon' }),
      /the answer of .* cannot be read: .*soon/,
    ],
    ['a body that is cut short', () => new Response('[{"a":1,'), /the answer of .* cannot be read/],
  ] as const)('%s is reported as it is, and no price is invented', async ([, response, message]) => {
    await expect(failing(response)).rejects.toThrow(PriceUnavailable)
    await expect(failing(response)).rejects.toThrow(message)
  })

  test('a symbol that Binance does not know, and a time before what is known', async () => {
    const feed = binance.openFeed()
    await expect(feed.latest('NOUSDT', binance.clock.now())).rejects.toThrow(
      /No price for NOUSDT: .*400 .*-1121/,
    )
    await expect(feed.latest('ETHUSDT', DAY)).rejects.toThrow(/No price for ETHUSDT: nothing is known before/)
  })

  test('a host that cannot be reached', async () => {
    const feed = binanceFeed({ clock: binance.clock, baseUrl: 'http://127.0.0.1:1' })
    await expect(feed.latest('ETHUSDT', binance.clock.now())).rejects.toThrow(
      /No price for ETHUSDT: .*could not be read/,
    )
  })

  test('after a failure the next look succeeds', async () => {
    let failures = 1
    const feed = binance.openFeed(() => (failures-- > 0 ? new Response('', { status: 500 }) : undefined))
    await expect(feed.latest('ETHUSDT', binance.clock.now())).rejects.toThrow(PriceUnavailable)
    expect(await feed.latest('ETHUSDT', binance.clock.now())).toMatchObject({
      last: eth?.latest(binance.clock.now())?.last,
    })
  })

  test('after 429 Binance is left alone for as long as it asked', async () => {
    let limited = true
    const refusal = () => new Response('slow down', { status: 429, headers: { 'retry-after': '7' } })
    const feed = binance.openFeed(() => (limited ? refusal() : undefined))
    await expect(feed.latest('ETHUSDT', binance.clock.now())).rejects.toThrow(/429 slow down/)
    limited = false
    const before = binance.asked.length
    binance.clock.advance(6_999)
    await expect(feed.latest('ETHUSDT', binance.clock.now())).rejects.toThrow(
      /request limit was hit; asking again in 1 ms/,
    )
    expect(binance.asked).toHaveLength(before)
    binance.clock.advance(1)
    expect(await feed.latest('ETHUSDT', binance.clock.now())).toBeDefined()
  })
})
