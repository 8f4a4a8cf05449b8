import { describe, expect, test } from 'vitest'
import { bench } from './builder.ts'
import { limit, market, position, read, SYMBOL, trades } from './trader.ts'

/** Ten BTC traded in the step: each basis point, six USDT wide, holds five. */
const SHALLOW = { last: '60000', volume: '10' }

describe('a market order', () => {
  test('pays the spread: at least one basis point, even if the feed shows none', async () => {
    const of = bench()
    await market(of, '0.1')
    await market(of, '0.1', { side: 'SELL' })
    expect((await trades(of)).map((trade: { price: string }) => trade.price)).toEqual([
      '60003.00',
      '59997.00',
    ])
  })

  test('pays a wider spread if the feed shows one', async () => {
    const of = bench({ price: { last: '60000', bid: '59980', ask: '60020' } })
    await market(of, '0.1')
    expect((await trades(of))[0].price).toBe('60020.00')
  })

  test('pays more the more of the book it takes, each step’s liquidity only once', async () => {
    const of = bench({ price: SHALLOW, settings: { startingBalance: '1000000' } })
    await market(of, '5')
    await market(of, '5')
    await market(of, '5')
    expect((await trades(of)).map((trade: { price: string }) => trade.price)).toEqual([
      '60003.00',
      '60006.10',
      '60012.10',
    ])
    of.tick(SHALLOW)
    await market(of, '5')
    expect((await trades(of)).at(-1).price).toBe('60003.00')
  })

  test('ends EXPIRED with a partial fill if the book ends', async () => {
    const thin = { impact: { depthPerBp: '0.001', depthFloorQuote: '1' }, startingBalance: '1000000' }
    const of = bench({ price: SHALLOW, settings: thin })
    const { body } = await market(of, '10')
    expect(body).toMatchObject({ status: 'EXPIRED', origQty: '10.000', executedQty: '5.010' })
    expect(await position(of)).toBe('5.010')
  })

  test('gets ACK with status NEW and nothing executed, as recorded, although it is filled', async () => {
    const of = bench()
    const { body } = await market(of, '0.1', { newOrderRespType: 'ACK', newClientOrderId: 'acked' })
    expect(body).toMatchObject({ status: 'NEW', executedQty: '0.000' })
    expect(await read(of, 'acked')).toMatchObject({
      status: 'FILLED',
      executedQty: '0.100',
      avgPrice: '60003.00000',
    })
  })

  test('has avgPrice and cumQuote in answers of GET, never in those of POST and DELETE', async () => {
    const of = bench()
    const posted = await limit(of, '0.1', '59000', { newClientOrderId: 'resting' })
    const found = await read(of, 'resting')
    const deleted = await of.send('DELETE', '/v1/order', { ...SYMBOL, origClientOrderId: 'resting' })
    for (const { body } of [posted, deleted]) {
      expect(body).not.toHaveProperty('avgPrice')
      expect(body).not.toHaveProperty('cumQuote')
    }
    expect(found).toMatchObject({ avgPrice: '0.00000', cumQuote: '0.00000' })
    expect(deleted.body.status).toBe('CANCELED')
  })

  test('with reduceOnly is cut down to the position and never turns it', async () => {
    const of = bench()
    await market(of, '0.1')
    const { body } = await market(of, '0.5', { side: 'SELL', reduceOnly: true })
    expect(body).toMatchObject({ status: 'FILLED', executedQty: '0.100' })
    expect(await position(of)).toBeUndefined()
  })

  test('beyond the position turns it if it is not reduce-only', async () => {
    const of = bench()
    await market(of, '0.1')
    await market(of, '0.3', { side: 'SELL' })
    expect(await position(of)).toBe('-0.200')
  })
})
