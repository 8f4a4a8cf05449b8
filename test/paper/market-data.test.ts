import { describe, expect, test } from 'vitest'
import { priceHistory } from '#paper/market/price-history.ts'
import type { PriceFeed } from '#paper/ports.ts'
import { bench, START, scriptedFeed } from './builder.ts'

const SYMBOL = { symbol: 'BTCUSDT' }
const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** BTCUSDT at 60000 from the start on, then at each of these prices, a second apart unless told otherwise. */
function marketOf(prices: readonly string[], everyMs = 1000) {
  const of = bench({ price: { last: '60000', volume: '1' } })
  prices.forEach((last, index) => {
    of.feed.push('BTCUSDT', START + (index + 1) * everyMs, {
      last,
      mark: `${Number(last) - 10}`,
      volume: '2',
    })
  })
  const ask = async (path: string, params: Record<string, string | number> = SYMBOL) =>
    (await of.send('GET', path, { ...SYMBOL, ...params })).body
  return { of, ask }
}

describe('klines', () => {
  test('tell open, high, low, close and volumes of each interval, the unfinished one included', async () => {
    const { of, ask } = marketOf(['60100', '59900', '60050', '60020'], 20_000)
    of.clock.advance(80_000)
    expect(await ask('/v1/klines', { interval: '1m' })).toEqual([
      [START, '60000', '60100', '59900', '59900', '5', START + MINUTE - 1, '300000', 3, '3', '180200', '0'],
      [
        START + MINUTE,
        '60050',
        '60050',
        '60020',
        '60020',
        '4',
        START + 2 * MINUTE - 1,
        '240140',
        2,
        '2',
        '120100',
        '0',
      ],
    ])
    expect(await ask('/v1/klines', { interval: '1h' })).toEqual([
      [START, '60000', '60100', '59900', '60020', '9', START + HOUR - 1, '540140', 5, '5', '300300', '0'],
    ])
  })

  test('of the mark price tell no volume', async () => {
    const { of, ask } = marketOf(['60100', '59900'])
    of.clock.advance(2000)
    expect(await ask('/v1/markPriceKlines', { interval: '1m' })).toEqual([
      [START, '60000', '60090', '59890', '59890', '0', START + MINUTE - 1, '0', 3, '0', '0', '0'],
    ])
  })

  test('never tell what comes after now', async () => {
    const { of, ask } = marketOf(['60100', '70000'])
    of.clock.advance(1500)
    for (const path of ['/v1/klines', '/v1/markPriceKlines']) {
      const rows = await ask(path, { interval: '1m', endTime: START + HOUR })
      expect(rows.map((row: string[]) => row[2])).toEqual([path === '/v1/klines' ? '60100' : '60090'])
    }
    expect(await ask('/v1/klines', { interval: '1m', startTime: START + HOUR })).toEqual([])
  })

  test('stand still in minutes in which nothing happened', async () => {
    const { of, ask } = marketOf(['60100'])
    of.clock.advance(3 * MINUTE)
    const rows = await ask('/v1/klines', { interval: '1m' })
    expect(rows.map((row: string[]) => [row[1], row[4], row[5]])).toEqual([
      ['60000', '60100', '3'],
      ['60100', '60100', '0'],
      ['60100', '60100', '0'],
      ['60100', '60100', '0'],
    ])
  })

  test('are the newest ones, or from startTime on the oldest', async () => {
    const { of, ask } = marketOf(['60100', '60200', '60300', '60400'], MINUTE)
    of.clock.advance(4 * MINUTE)
    const closes = async (params: Record<string, number>) =>
      (await ask('/v1/klines', { interval: '1m', ...params })).map((row: string[]) => row[4])
    expect(await closes({ limit: 2 })).toEqual(['60300', '60400'])
    expect(await closes({ limit: 2, startTime: START + 1 })).toEqual(['60100', '60200'])
    expect(await closes({ startTime: START + MINUTE, endTime: START + 2 * MINUTE })).toEqual([
      '60100',
      '60200',
    ])
  })

  test('of weeks open on Monday and of months on the first', async () => {
    const { of, ask } = marketOf([])
    of.clock.advance(1000)
    expect((await ask('/v1/klines', { interval: '1w' }))[0][0]).toBe(Date.UTC(2025, 4, 5))
    expect((await ask('/v1/klines', { interval: '1M' }))[0].slice(0, 7)).toMatchObject([
      Date.UTC(2025, 4, 1),
      '60000',
      '60000',
      '60000',
      '60000',
      '1',
      Date.UTC(2025, 5, 1) - 1,
    ])
  })

  test('weigh what Binance weighs', async () => {
    const { of } = marketOf([])
    const weigh = async (limit: number) => {
      const before = Number((await of.send('GET', '/v1/ping')).headers.get('X-MBX-USED-WEIGHT-1M'))
      const { headers } = await of.send('GET', '/v1/klines', { ...SYMBOL, interval: '1m', limit })
      return Number(headers.get('X-MBX-USED-WEIGHT-1M')) - before
    }
    expect([await weigh(99), await weigh(499), await weigh(1000), await weigh(1500)]).toEqual([1, 2, 5, 10])
  })
})

describe('minutes of the past', () => {
  test('are drawn once, and the unfinished one again', async () => {
    const feed = scriptedFeed()
    for (let minute = 0; minute < 10; minute++)
      feed.push('BTCUSDT', START + minute * MINUTE, String(60_000 + minute))
    const asked: [number, number][] = []
    const watched: PriceFeed = {
      ...feed,
      steps: async (symbol, from, to) => {
        asked.push([from, to])
        return feed.steps(symbol, from, to)
      },
    }
    const history = priceHistory(watched)
    await history.minutes('BTCUSDT', START, START + 5.5 * MINUTE)
    const minutes = await history.minutes('BTCUSDT', START, START + 9.5 * MINUTE)
    expect(minutes.map(minute => minute.last.close)).toEqual(
      Array.from({ length: 10 }, (_, minute) => String(60_000 + minute)),
    )
    expect(asked).toEqual([
      [START - 1, START + 5.5 * MINUTE],
      [START + 5 * MINUTE - 1, START + 9.5 * MINUTE],
    ])
  })

  test('reach a week back', async () => {
    const feed = scriptedFeed()
    feed.push('BTCUSDT', START, '60000')
    const now = START + 30 * 24 * HOUR
    const minutes = await priceHistory(feed).minutes('BTCUSDT', START, now)
    expect(minutes[0]?.last.openTime).toBe(now - 7 * 24 * HOUR)
  })
})

describe('trades', () => {
  test('are the steps that traded, newest last, with the side that was hit', async () => {
    const { of, ask } = marketOf(['60100', '59900'])
    of.feed.push('BTCUSDT', START + 3000, { last: '59900', volume: '0' })
    of.clock.advance(3000)
    expect(await ask('/v1/trades')).toEqual([
      {
        id: START * 1000,
        price: '60000',
        qty: '1',
        quoteQty: '60000',
        time: START,
        isBuyerMaker: false,
        isRPITrade: false,
      },
      {
        id: (START + 1000) * 1000,
        price: '60100',
        qty: '2',
        quoteQty: '120200',
        time: START + 1000,
        isBuyerMaker: false,
        isRPITrade: false,
      },
      {
        id: (START + 2000) * 1000,
        price: '59900',
        qty: '2',
        quoteQty: '119800',
        time: START + 2000,
        isBuyerMaker: true,
        isRPITrade: false,
      },
    ])
  })

  test('aggregated are read on from an id or a time, up to now', async () => {
    const { of, ask } = marketOf(['60100', '60200', '60300'])
    of.clock.advance(2000)
    const prices = async (params: Record<string, number>) =>
      (await ask('/v1/aggTrades', params)).map((trade: { p: string }) => trade.p)
    expect(await prices({})).toEqual(['60000', '60100', '60200'])
    expect(await prices({ limit: 1 })).toEqual(['60200'])
    expect(await prices({ startTime: START + 1000 })).toEqual(['60100', '60200'])
    expect(await prices({ startTime: START, endTime: START + 1000 })).toEqual(['60000', '60100'])
    expect(await prices({ fromId: (START + 1000) * 1000 + 1, limit: 5 })).toEqual(['60200'])
  })
})

describe('the day’s statistics', () => {
  test('tell change, range and volume of the last 24 hours', async () => {
    const { of, ask } = marketOf(['60600', '59400', '60300'])
    of.clock.advance(3000)
    expect(await ask('/v1/ticker/24hr')).toMatchObject({
      priceChange: '300.00',
      priceChangePercent: '0.500',
      openPrice: '60000.00',
      highPrice: '60600.00',
      lowPrice: '59400.00',
      lastPrice: '60300.00',
      volume: '7.000',
      quoteVolume: '420600.00',
      weightedAvgPrice: '60085.71',
      count: 4,
    })
    expect(await (await of.send('GET', '/v1/ticker/24hr')).body).toHaveLength(1)
  })
})

describe('depth', () => {
  test('is the book that market orders walk through', async () => {
    const { of, ask } = marketOf([])
    const book = await ask('/v1/depth', { limit: 5 })
    expect(book.bids).toEqual([
      ['59997.00', '0.500'],
      ['59991.00', '0.500'],
      ['59985.00', '0.500'],
      ['59979.00', '0.500'],
      ['59973.00', '0.500'],
    ])
    expect(book.asks[0]).toEqual(['60003.00', '0.500'])
    await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.5' })
    expect((await of.send('GET', '/v1/userTrades', SYMBOL)).body).toMatchObject([
      { price: '60003.00', qty: '0.500' },
    ])
  })

  test('has the spread and the depth that the venue is set to', async () => {
    const of = bench({
      settings: { spreadFloorBps: '10', impact: { depthPerBp: '0', depthFloorQuote: '120000' } },
    })
    const { body } = await of.send('GET', '/v1/depth', { ...SYMBOL, limit: 5 })
    expect([body.bids[0], body.asks[0]]).toEqual([
      ['59970.00', '2.000'],
      ['60030.00', '2.000'],
    ])
  })

  test('adds up where a tick is wider than a basis point', async () => {
    const symbol = 'DOGEUSDT'
    const of = bench({ symbol, price: { last: '0.01000', volume: '0' } })
    const { body } = await of.send('GET', '/v1/depth', { symbol, limit: 10 })
    const prices = body.asks.map((level: string[]) => level[0])
    expect(new Set(prices).size).toBe(10)
    expect(prices[0]).toBe('0.010010')
  })

  test('has only the levels that Binance offers', async () => {
    const { ask } = marketOf([])
    expect(await ask('/v1/depth', { limit: 7 })).toEqual({ code: -4021, msg: '7 is not valid depth limit' })
    expect((await ask('/v1/depth', { limit: 1000 })).asks).toHaveLength(1000)
  })
})

describe('funding', () => {
  test('is told as it was paid', async () => {
    const { of, ask } = marketOf([])
    of.feed.push('BTCUSDT', START + 8 * HOUR, { last: '60500', fundingRate: '0.0001' })
    of.feed.push('BTCUSDT', START + 16 * HOUR, { last: '60600', fundingRate: '-0.00002' })
    of.clock.advance(16 * HOUR)
    expect(await ask('/v1/fundingRate')).toEqual([
      {
        symbol: 'BTCUSDT',
        fundingTime: START + 8 * HOUR,
        fundingRate: '0.00010000',
        markPrice: '60500.00000000',
      },
      {
        symbol: 'BTCUSDT',
        fundingTime: START + 16 * HOUR,
        fundingRate: '-0.00002000',
        markPrice: '60600.00000000',
      },
    ])
    expect(await ask('/v1/fundingRate', { limit: 1 })).toMatchObject([{ fundingTime: START + 16 * HOUR }])
    expect(await ask('/v1/fundingRate', { startTime: START, limit: 1 })).toMatchObject([
      { fundingTime: START + 8 * HOUR },
    ])
  })

  test('comes at the symbol’s own interval', async () => {
    const of = bench()
    of.feed.push('LAYERUSDT', of.clock.now(), '1.5')
    const next = async (symbol: string) =>
      (await of.send('GET', '/v1/premiumIndex', { symbol })).body.nextFundingTime
    expect([await next('BTCUSDT'), await next('LAYERUSDT')]).toEqual([START + 8 * HOUR, START + 4 * HOUR])
    expect((await of.send('GET', '/v1/fundingInfo')).body).toMatchObject([
      { symbol: 'LAYERUSDT', fundingIntervalHours: 4 },
    ])
  })
})
