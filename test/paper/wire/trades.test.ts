import { describe, expect, test } from 'vitest'
import { START } from '../builder.ts'
import { marketOf } from './scripted-market.ts'

describe('trades', () => {
  test('are the steps that traded, newest last, with the side that was hit', async () => {
    const { of, ask } = marketOf(['60100', '59900'])
    of.feed.push('BTCUSDT', START + 3000, { last: '59900', volume: '0' })
    of.clock.advance(3000)
    expect(await ask('/v1/trades')).toEqual([
      {
        id: START * 1000,
        price: '60000',
        qty: '1.000',
        quoteQty: '60000',
        time: START,
        isBuyerMaker: false,
        isRPITrade: false,
      },
      {
        id: (START + 1000) * 1000,
        price: '60100',
        qty: '2.000',
        quoteQty: '120200',
        time: START + 1000,
        isBuyerMaker: false,
        isRPITrade: false,
      },
      {
        id: (START + 2000) * 1000,
        price: '59900',
        qty: '2.000',
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
  test('have change, range and volume of the last 24 hours', async () => {
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
