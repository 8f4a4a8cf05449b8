import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { binanceFeed } from '#paper/binance-feed.ts'
import { openMarket } from '#paper/market/market.ts'
import { type MarketServer, serveMarket } from '#paper/market/market-server.ts'
import type { PriceStep } from '#paper/ports.ts'
import { PriceUnavailable } from '#paper/price-unavailable.ts'
import { type VirtualClock, virtualClock } from './builder.ts'
import { DAY, temporaryFolder } from './market/market-files.ts'

const crash = Date.parse('2025-02-03T02:07:00Z')
const folder = temporaryFolder()
const funding = folder.write('ETHUSDT-x.csv', [
  'funding_time,symbol,funding_rate',
  `${crash + 30_000},ETHUSDT,0.0001`,
  `${crash + 90_000},ETHUSDT,-0.0002`,
])
/** Four steps a second: what Binance's tape looks like to a feed that reads seconds. */
const market = openMarket({
  klines: [new URL('../../infra/local/sample', import.meta.url).pathname],
  funding: [funding],
  stepMs: 250,
  tickSizes: { ETHUSDT: '0.01' },
})
folder.remove()
const eth = market.symbol('ETHUSDT')

/** Binance's documented weights. */
function weightOf(url: URL): number {
  const [endpoint = '', query] = [url.pathname.split('/').at(-1), url.searchParams]
  if (endpoint.toLowerCase().endsWith('klines')) return Number(query.get('limit')) < 100 ? 1 : 5
  const one = { aggTrades: 20, trades: 5, premiumIndex: 1, bookTicker: 2, price: 1, fundingRate: 0 }
  const all = { premiumIndex: 10, bookTicker: 5, price: 2 }
  const weight = Object.entries(query.has('symbol') ? one : all).find(([name]) => name === endpoint)?.[1]
  if (weight === undefined) throw new Error(`Expected a request of known weight, came ${url}`)
  return weight
}

let clock: VirtualClock
let server: MarketServer
let asked: URL[]
beforeAll(async () => {
  clock = virtualClock()
  server = await serveMarket(market, clock)
})
afterAll(() => server.close())
beforeEach(() => {
  clock.advance(crash + 60_000 - clock.now())
  asked = []
})

function openFeed(answer?: (url: string) => Response | undefined) {
  const counting: typeof fetch = async (input, init) => {
    const url = String(input)
    asked.push(new URL(url))
    return answer?.(url) ?? fetch(url, init)
  }
  return binanceFeed({ clock, baseUrl: server.url, fetch: counting, timeoutMs: 20_000 })
}
const weight = () => asked.reduce((sum, url) => sum + weightOf(url), 0)
const askedFor = (endpoint: string) => asked.filter(url => url.pathname.endsWith(`/${endpoint}`))
const lasts = (steps: readonly PriceStep[]) => steps.map(step => Number(step.last))
const range = (steps: readonly PriceStep[]) => [Math.min(...lasts(steps)), Math.max(...lasts(steps))]
const volume = (steps: readonly PriceStep[]) => steps.reduce((sum, step) => sum + Number(step.volume), 0)

describe("steps from Binance's public endpoints", () => {
  test('have no wick less than the trades, second by second', async () => {
    const steps = await openFeed().steps('ETHUSDT', crash, crash + 60_000)
    for (let second = crash + 1000; second < crash + 60_000; second += 1000) {
      const seen = steps.filter(step => step.time >= second && step.time < second + 1000)
      expect(range(seen)).toEqual(range(eth?.steps(second - 1, second + 999) ?? []))
      expect(seen.length).toBeLessThanOrEqual(3)
    }
  })

  test('are in order, trade all that was traded, and end with the market as it stands', async () => {
    const steps = await openFeed().steps('ETHUSDT', crash, crash + 60_000)
    const times = steps.map(step => step.time)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(volume(steps)).toBeCloseTo(volume(eth?.steps(crash, crash + 60_000) ?? []), 3)
    const now = eth?.latest(crash + 60_000)
    expect(steps.at(-1)).toMatchObject({ time: crash + 60_000, last: now?.last, mark: now?.mark })
  })

  test('read in two looks, or by another process from its cursor on, they tell the same trades', async () => {
    const whole = await openFeed().steps('ETHUSDT', crash, crash + 60_000)
    clock.advance(-40_000)
    const feed = openFeed()
    const first = await feed.steps('ETHUSDT', crash, crash + 20_000)
    clock.advance(40_000)
    const cursor = first.at(-1)?.time ?? 0
    const second = await feed.steps('ETHUSDT', cursor, crash + 60_000)
    const elsewhere = await openFeed().steps('ETHUSDT', cursor, crash + 60_000)
    for (const rest of [second, elsewhere]) {
      expect(range([...first, ...rest])).toEqual(range(whole))
      expect(volume([...first, ...rest])).toBeCloseTo(volume(whole), 3)
    }
  })

  test('have a book that is at least a basis point wide, with the last price inside', async () => {
    for (const { bid, ask, last } of await openFeed().steps('ETHUSDT', crash, crash + 60_000)) {
      expect(Number(ask) - Number(bid)).toBeGreaterThanOrEqual(Number(last) / 10_000)
      expect(Number(bid)).toBeLessThanOrEqual(Number(last))
      expect(Number(ask)).toBeGreaterThanOrEqual(Number(last))
    }
  })

  test('carry the mark from one known basis to the next', async () => {
    clock.advance(-40_000)
    const feed = openFeed()
    const before = (await feed.steps('ETHUSDT', crash + 19_000, crash + 20_000)).at(-1)
    clock.advance(2_000)
    const steps = await feed.steps('ETHUSDT', crash + 20_000, crash + 22_000)
    const basis = (step: PriceStep | undefined) => Number(step?.last) - Number(step?.mark)
    const [low, high] = [basis(before), basis(steps.at(-1))].toSorted((a, b) => a - b)
    expect(low).not.toBe(high)
    expect(steps.length).toBeGreaterThan(3)
    expect(basis(steps[0])).toBeCloseTo(basis(before), 0)
  })

  test("never leave the candles of Binance's mark, and reach what is new in them", async () => {
    const feed = openFeed()
    clock.advance(-60_000)
    const seen: PriceStep[] = []
    for (let second = 0; second < 170; second += 10) {
      clock.advance(10_000)
      seen.push(...(await feed.steps('ETHUSDT', clock.now() - 10_000, clock.now())))
    }
    for (const minute of [crash, crash + 60_000]) {
      const marks = (steps: readonly PriceStep[]) =>
        steps
          .filter(({ time }) => time >= minute && time < minute + 60_000)
          .map(step => Number(step.mark))
          .toSorted((a, b) => a - b)
      const real = marks(eth?.steps(minute - 1, minute + 59_999) ?? [])
      expect([marks(seen).at(0), marks(seen).at(-1)]).toEqual([real.at(0), real.at(-1)])
    }
  })

  test('do not take over what the mark did in their first minute before anybody looked', async () => {
    clock.advance(crash + 40_000 - clock.now())
    const steps = await openFeed().steps('ETHUSDT', crash + 35_000, clock.now())
    const marks = (all: readonly PriceStep[]) => all.map(step => Number(step.mark))
    const minute = marks(eth?.steps(crash - 1, clock.now()) ?? [])
    const own = marks(eth?.steps(crash + 35_000, clock.now()) ?? [])
    expect(Math.max(...own)).toBeLessThan(Math.max(...minute))
    expect(Math.max(...marks(steps))).toBeLessThan(Math.max(...minute))
  })

  test('pay funding once, at its time', async () => {
    const paid = (steps: readonly PriceStep[]) =>
      steps.flatMap(({ time, fundingRate }) => (fundingRate ? [[time - crash, fundingRate]] : []))
    const feed = openFeed()
    expect(paid(await feed.steps('ETHUSDT', crash, crash + 60_000))).toEqual([[30_000, '0.0001']])
    clock.advance(20_000)
    expect(paid(await feed.steps('ETHUSDT', crash + 60_000, crash + 80_000))).toEqual([])
    clock.advance(20_000)
    expect(paid(await feed.steps('ETHUSDT', crash + 80_000, crash + 100_000))).toEqual([[90_000, '-0.0002']])
    expect(askedFor('fundingRate')).toHaveLength(2)
  })

  test('that are published late are paid when they are', async () => {
    const feed = openFeed(url =>
      url.includes('fundingRate') && clock.now() < crash + 105_000 ? Response.json([]) : undefined,
    )
    await feed.steps('ETHUSDT', crash + 50_000, crash + 60_000)
    clock.advance(40_000)
    const early = await feed.steps('ETHUSDT', crash + 60_000, crash + 100_000)
    expect(early.some(step => step.fundingRate)).toBe(false)
    clock.advance(10_000)
    const late = await feed.steps('ETHUSDT', crash + 100_000, crash + 110_000)
    expect(late.filter(step => step.fundingRate).map(step => step.fundingRate)).toEqual(['-0.0002'])
  })

  test('after a pause of an hour come from candles, with every extreme and little weight', async () => {
    const start = crash - 3_600_000
    const steps = await openFeed().steps('ETHUSDT', start, crash + 60_000)
    expect(range(steps)).toEqual(range(eth?.steps(start, crash + 60_000) ?? []))
    expect(weight()).toBeLessThan(60)
  })

  test('after a pause that ends in silence are read on from its end, not from the last trade known', async () => {
    const feed = openFeed()
    await feed.latest('SOLUSDT', clock.now())
    clock.advance(market.to + 90_000 - clock.now())
    await feed.latest('SOLUSDT', clock.now())
    asked = []
    clock.advance(2_000)
    const steps = await feed.steps('SOLUSDT', clock.now() - 2_000, clock.now())
    expect([steps.length, weight()]).toEqual([1, 9])
  })

  test('of longer ago than the tape come from candles, and leave the tape as it was', async () => {
    const feed = openFeed()
    const told = await feed.steps('ETHUSDT', crash + 30_000, crash + 60_000)
    const start = crash - 1_800_000
    const longer = await feed.steps('ETHUSDT', start, crash + 60_000)
    expect(longer.slice(-told.length)).toEqual(told)
    expect(range(longer)).toEqual(range(eth?.steps(start, crash + 60_000) ?? []))
    expect(Number((await feed.latest('ETHUSDT', start + 90_000))?.time)).toBeLessThanOrEqual(start + 90_000)
  })

  test('stand still where nothing trades', async () => {
    clock.advance(market.to + 30_000 - clock.now())
    const steps = await openFeed().steps('SOLUSDT', clock.now() - 10_000, clock.now())
    expect(new Set(steps.map(step => step.last))).toEqual(
      new Set([market.symbol('SOLUSDT')?.latest(market.to)?.last]),
    )
    expect(volume(steps)).toBe(0)
  })
})

describe('request weight', () => {
  test('a look costs 9, and one within the same second nothing', async () => {
    const feed = openFeed()
    const look = () => feed.steps('ETHUSDT', crash + 59_000, clock.now())
    await look()
    expect(weight()).toBe(9)
    clock.advance(900)
    await feed.latest('ETHUSDT', clock.now())
    await look()
    expect(weight()).toBe(9)
    clock.advance(100)
    await look()
    expect(weight()).toBe(18)
  })

  test('who bears an older look says so, and pays nothing', async () => {
    const feed = openFeed()
    const look = (slackMs?: number) => feed.steps('ETHUSDT', crash + 59_000, clock.now(), slackMs)
    await look()
    clock.advance(2_900)
    await look(3_000)
    expect(weight()).toBe(9)
    await look()
    expect(weight()).toBe(18)
  })

  test('a price that nobody needs the past of is a quote, at 4', async () => {
    const feed = openFeed()
    await feed.latest('ETHUSDT', clock.now())
    expect(weight()).toBe(4)
  })

  test('looks that are asked for at once are one look, and the past is not read again', async () => {
    const feed = openFeed()
    await feed.steps('ETHUSDT', crash + 50_000, crash + 60_000)
    clock.advance(10_000)
    asked = []
    await Promise.all(Array.from({ length: 5 }, () => feed.steps('ETHUSDT', crash + 55_000, clock.now())))
    await feed.steps('ETHUSDT', crash + 51_000, crash + 59_000)
    expect(weight()).toBe(9)
  })

  test('is what the server of the recording counts', async () => {
    const feed = openFeed()
    const used = async () => {
      const { headers } = await fetch(`${server.url}/fapi/v1/time`)
      return Number(headers.get('x-mbx-used-weight-1m'))
    }
    const before = await used()
    await feed.steps('ETHUSDT', crash + 50_000, clock.now())
    expect((await used()) - before).toBe(9 + 1)
  })

  test('what traded between two reads within a second is told by the next', async () => {
    const feed = openFeed()
    await feed.steps('ETHUSDT', crash + 50_000, crash + 60_000)
    clock.advance(900)
    const still = await feed.steps('ETHUSDT', crash + 60_000, clock.now())
    clock.advance(100)
    const then = await feed.steps('ETHUSDT', crash + 60_000, clock.now())
    expect(still).toEqual([])
    expect(lasts(then)).toEqual(
      expect.arrayContaining(range(eth?.steps(crash + 60_000, crash + 61_000) ?? [])),
    )
  })
})

describe('without a price', () => {
  const failing = (response: () => Response) => openFeed(() => response()).latest('ETHUSDT', clock.now())

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
      /answered what is not a price: .*soon/,
    ],
    ['a body that is cut short', () => new Response('[{"a":1,'), /answered what is not a price/],
  ] as const)('%s is told as it is, and none is invented', async ([, response, message]) => {
    await expect(failing(response)).rejects.toThrow(PriceUnavailable)
    await expect(failing(response)).rejects.toThrow(message)
  })

  test('a symbol that Binance does not know, and a time before what is known', async () => {
    const feed = openFeed()
    await expect(feed.latest('NOUSDT', clock.now())).rejects.toThrow(/No price for NOUSDT: .*400 .*-1121/)
    await expect(feed.latest('ETHUSDT', DAY)).rejects.toThrow(/No price for ETHUSDT: nothing is known before/)
  })

  test('a host that cannot be reached', async () => {
    const feed = binanceFeed({ clock, baseUrl: 'http://127.0.0.1:1' })
    await expect(feed.latest('ETHUSDT', clock.now())).rejects.toThrow(
      /No price for ETHUSDT: .*could not be read/,
    )
  })

  test('after a failure the next look succeeds', async () => {
    let failures = 1
    const feed = openFeed(() => (failures-- > 0 ? new Response('', { status: 500 }) : undefined))
    await expect(feed.latest('ETHUSDT', clock.now())).rejects.toThrow(PriceUnavailable)
    expect(await feed.latest('ETHUSDT', clock.now())).toMatchObject({ last: eth?.latest(clock.now())?.last })
  })

  test('after 429 Binance is left alone for as long as it asked', async () => {
    let limited = true
    const refusal = () => new Response('slow down', { status: 429, headers: { 'retry-after': '7' } })
    const feed = openFeed(() => (limited ? refusal() : undefined))
    await expect(feed.latest('ETHUSDT', clock.now())).rejects.toThrow(/429 slow down/)
    limited = false
    const before = asked.length
    clock.advance(6_999)
    await expect(feed.latest('ETHUSDT', clock.now())).rejects.toThrow(
      /request limit was hit; asking again in 1 ms/,
    )
    expect(asked).toHaveLength(before)
    clock.advance(1)
    expect(await feed.latest('ETHUSDT', clock.now())).toBeDefined()
  })
})
