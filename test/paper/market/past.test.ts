import { fc, test } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { barOf } from '#paper/feed/bars.ts'
import type { Span } from '#paper/ports.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import { createPaperVenue } from '#paper/venue.ts'
import { type Market, openMarket } from '../../../infra/local/market/market.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'
import { retimedFeed } from '../../../infra/local/market/retimed-feed.ts'
import { virtualClock } from '../builder.ts'
import { type Bar, DAY, type Folder, MINUTE, rows, temporaryFolder } from './market-files.ts'

const HOUR = 60 * MINUTE
/** Six hours, each minute a little above the previous one, with one minute that was not recorded. */
const recording = Array.from({ length: 360 }, (_, index): Bar | undefined => {
  const price = 2000 + index
  const at = (offset: number) => (price + offset).toFixed(2)
  return index === 100 ? undefined : [at(0), at(1.5), at(-0.5), at(1), '60']
})

let folder: Folder
let market: Market
beforeAll(() => {
  folder = temporaryFolder()
  const klines = folder.write('ETHUSDT-1m-2025-02-03.csv', rows(recording))
  market = openMarket({ klines: [klines], tickSizes: { ETHUSDT: '0.01' } })
})
afterAll(() => folder.remove())

/** A venue whose clock stands at the recording's fourth hour, from which it plays on. */
function venueInTheMiddle(speed = 1) {
  const clock = virtualClock(DAY + 1000 * HOUR)
  const timing = { marketStart: DAY + 4 * HOUR, startAt: clock.now(), speed }
  const feed = retimedFeed(market.feed, timing)
  const settings = { latencyMs: 0 }
  const venue = createPaperVenue({ store: createMemoryStore(), feed, clock, rules: shippedRules, settings })
  const ask = async (path: string, query: Record<string, string | number>) => {
    const params = new URLSearchParams({ symbol: 'ETHUSDT' })
    for (const [name, value] of Object.entries(query)) params.set(name, String(value))
    // biome-ignore lint/suspicious/noExplicitAny: bodies of the wire are looked at field by field
    return (await venue.fetch(`http://venue/fapi${path}?${params}`)).json() as Promise<any>
  }
  return { clock, ask, timing }
}

describe('the past of a recording', () => {
  test('is served as candles from before the venue began, as they were recorded', async () => {
    const { ask, clock } = venueInTheMiddle()
    const minutes = await ask('/v1/klines', { interval: '1m', limit: 1000 })
    expect(minutes).toHaveLength(241)
    expect(minutes[0].slice(0, 6)).toEqual([
      clock.now() - 4 * HOUR,
      ...'2000.00,2001.50,1999.50,2001.00,60'.split(','),
    ])
    const hours = await ask('/v1/klines', { interval: '1h' })
    expect(hours.map((row: string[]) => [row[1], row[4], row[5]])).toEqual([
      ['2000.00', '2060.00', '3600'],
      ['2060.00', '2120.00', '3540'],
      ['2120.00', '2180.00', '3600'],
      ['2180.00', '2240.00', '3600'],
      ['2240.00', '2240.00', '1'],
    ])
  })

  test('shrinks by the factor of the playback speed', async () => {
    const { ask } = venueInTheMiddle(60)
    const rows = await ask('/v1/klines', { interval: '1m' })
    expect(rows.map((row: string[]) => row[1])).toEqual([
      '2000.00',
      '2060.00',
      '2120.00',
      '2180.00',
      '2240.00',
    ])
  })

  test('is served as trades too, for a range that begins long before the recording', async () => {
    const { ask, clock } = venueInTheMiddle()
    const [first] = await ask('/v1/aggTrades', { startTime: 0, limit: 1 })
    expect(first).toMatchObject({ T: clock.now() - 4 * HOUR, p: '2000.00' })
  })

  test('shows what can be traded: symbols with prices, from their first price on', async () => {
    const { ask, clock } = venueInTheMiddle()
    const listed = async () =>
      (await ask('/v1/exchangeInfo', {})).symbols.map((each: { symbol: string }) => each.symbol)
    expect(await listed()).toEqual(['ETHUSDT'])
    clock.advance(-4 * HOUR - 1)
    expect(await listed()).toEqual([])
  })

  test('never contains anything after now', async () => {
    const { ask, clock } = venueInTheMiddle()
    clock.advance(30_500)
    for (const path of ['/v1/klines', '/v1/markPriceKlines']) {
      const [row] = await ask(path, {
        interval: '1h',
        startTime: clock.now() - 30_500,
        endTime: clock.now() + HOUR,
      })
      expect([row[2], row[4]].map(Number).every(price => price <= 2241.5)).toBe(true)
      expect(await ask(path, { interval: '1m', startTime: clock.now() + MINUTE })).toEqual([])
    }
  })

  const cuts = [
    fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 }),
    fc.integer({ min: -100_000, max: 350 * MINUTE }),
    fc.constantFrom(999, 7_000, 20_001),
  ] as const
  test.prop([...cuts], { numRuns: 60 })(
    'gives the bars that its steps would give, wherever it is cut',
    (lengths, start, unit) => {
      const symbol = market.symbol('ETHUSDT')
      if (symbol === undefined) throw new Error('the recording has no ETHUSDT')
      let after = DAY + start
      const spans: Span[] = lengths.map(length => {
        const span = { after, to: after + length * unit }
        after = span.to
        return span
      })
      const bars = symbol.bars('last', spans) ?? []
      const ends = (bar: (typeof bars)[number]) => bar && [bar.open, bar.high, bar.low, bar.close]
      const drawn = spans.map(span => {
        const steps = symbol.steps(span.after, span.to)
        return steps.length === 0
          ? undefined
          : barOf(span.after + 1, steps, 'last', symbol.latest(span.after))
      })
      bars.forEach((bar, index) => {
        const own = drawn[index]
        if (own === undefined) expect(bar?.volume.toNumber() ?? 0).toBe(0)
        else expect([ends(bar), bar?.volume.toFixed()]).toEqual([ends(own), own.volume.toFixed()])
      })
    },
  )
})
