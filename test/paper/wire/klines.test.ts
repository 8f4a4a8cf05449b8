import { describe, expect, test } from 'vitest'
import { priceHistory } from '#paper/feed/price-history.ts'
import type { BarsAsked, PriceFeed } from '#paper/ports.ts'
import { START, scriptedFeed } from '../builder.ts'
import { SYMBOL } from '../trader.ts'
import { HOUR, MINUTE, marketOf } from './scripted-market.ts'

describe('klines', () => {
  test('have open, high, low, close and volumes of each interval, the unfinished one included', async () => {
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

  test('of the mark price have no volume', async () => {
    const { of, ask } = marketOf(['60100', '59900'])
    of.clock.advance(2000)
    expect(await ask('/v1/markPriceKlines', { interval: '1m' })).toEqual([
      [START, '60000', '60090', '59890', '59890', '0', START + MINUTE - 1, '0', 3, '0', '0', '0'],
    ])
  })

  test('never contain anything after now', async () => {
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

  test('are the newest ones, or the oldest from startTime on', async () => {
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

  test('have Binance’s weight', async () => {
    const { of } = marketOf([])
    const weigh = async (limit: number) => {
      const before = Number((await of.send('GET', '/v1/ping')).headers.get('X-MBX-USED-WEIGHT-1M'))
      const { headers } = await of.send('GET', '/v1/klines', { ...SYMBOL, interval: '1m', limit })
      return Number(headers.get('X-MBX-USED-WEIGHT-1M')) - before
    }
    expect([await weigh(99), await weigh(499), await weigh(1000), await weigh(1500)]).toEqual([1, 2, 5, 10])
  })
})

/** One-minute candles from the start on. */
const minutesUntil = (to: number): BarsAsked => {
  const count = Math.floor((to - START) / MINUTE) + 1
  const spans = Array.from({ length: count }, (_, minute) => {
    const open = START + minute * MINUTE
    return { after: open - 1, to: Math.min(open + MINUTE - 1, to) }
  })
  return { symbol: 'BTCUSDT', price: 'last', interval: '1m', spans }
}

describe('minutes of the past', () => {
  test('are built once, and the unfinished one again', async () => {
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
    await history.bars(minutesUntil(START + 5.5 * MINUTE))
    const minutes = await history.bars(minutesUntil(START + 9.5 * MINUTE))
    expect(minutes.map(minute => minute.close)).toEqual(
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
    const minutes = await priceHistory(feed).bars(minutesUntil(now))
    expect(minutes[0]?.openTime).toBe(now - 7 * 24 * HOUR)
  })
})
