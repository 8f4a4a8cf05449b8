import { describe, expect, test } from 'vitest'
import { bench } from '../builder.ts'
import { SYMBOL } from '../trader.ts'
import { marketOf } from './scripted-market.ts'

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

  test('has the spread and the depth of the venue’s settings', async () => {
    const of = bench({
      settings: { spreadFloorBps: '10', impact: { depthPerBp: '0', depthFloorQuote: '120000' } },
    })
    const { body } = await of.send('GET', '/v1/depth', { ...SYMBOL, limit: 5 })
    expect([body.bids[0], body.asks[0]]).toEqual([
      ['59970.00', '2.000'],
      ['60030.00', '2.000'],
    ])
  })

  test('adds up if a tick is wider than a basis point', async () => {
    const symbol = 'DOGEUSDT'
    const of = bench({ symbol, price: { last: '0.01000', volume: '0' } })
    const { body } = await of.send('GET', '/v1/depth', { symbol, limit: 10 })
    const prices = body.asks.map((level: string[]) => level[0])
    expect(new Set(prices).size).toBe(10)
    expect(prices[0]).toBe('0.010010')
  })

  test('offers only Binance’s numbers of levels', async () => {
    const { ask } = marketOf([])
    expect(await ask('/v1/depth', { limit: 7 })).toEqual({ code: -4021, msg: '7 is not valid depth limit' })
    expect((await ask('/v1/depth', { limit: 1000 })).asks).toHaveLength(1000)
  })
})
