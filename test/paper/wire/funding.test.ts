import { describe, expect, test } from 'vitest'
import { bench, START } from '../builder.ts'
import { HOUR, marketOf } from './scripted-market.ts'

describe('funding', () => {
  test('is shown as it was paid', async () => {
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
        rateType: 'Regular',
      },
      {
        symbol: 'BTCUSDT',
        fundingTime: START + 16 * HOUR,
        fundingRate: '-0.00002000',
        markPrice: '60600.00000000',
        rateType: 'Regular',
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
