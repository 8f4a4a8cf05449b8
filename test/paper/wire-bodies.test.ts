import { describe, expect, test } from 'vitest'
import { bench } from './builder.ts'
import { SYMBOL } from './trader.ts'

const stop = {
  ...SYMBOL,
  algoType: 'CONDITIONAL',
  side: 'SELL',
  type: 'STOP',
  quantity: '0.003',
  triggerPrice: '44000',
  price: '43000',
}

describe('bodies have the fields and the decimals that Binance’s have', () => {
  test('POST order', async () => {
    const { body } = await bench().send('POST', '/v1/order', {
      ...SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.001',
      price: '58000',
      newClientOrderId: 'x-1',
    })
    expect(body).toEqual({
      orderId: 10_100_000_001,
      symbol: 'BTCUSDT',
      status: 'NEW',
      clientOrderId: 'x-1',
      price: '58000.00',
      origQty: '0.001',
      executedQty: '0.000',
      cumQty: '0.000',
      timeInForce: 'GTC',
      type: 'LIMIT',
      reduceOnly: false,
      closePosition: false,
      side: 'BUY',
      positionSide: 'BOTH',
      stopPrice: '0.00',
      workingType: 'CONTRACT_PRICE',
      priceProtect: false,
      origType: 'LIMIT',
      priceMatch: 'NONE',
      selfTradePreventionMode: 'EXPIRE_MAKER',
      goodTillDate: 0,
      updateTime: 1_746_403_200_000,
    })
  })

  test('POST algoOrder', async () => {
    const { body } = await bench().send('POST', '/v1/algoOrder', { ...stop, clientAlgoId: 'x-2' })
    expect(body).toEqual({
      algoId: 1_000_001_000_000_001,
      clientAlgoId: 'x-2',
      algoType: 'CONDITIONAL',
      orderType: 'STOP',
      symbol: 'BTCUSDT',
      side: 'SELL',
      positionSide: 'BOTH',
      timeInForce: 'GTC',
      quantity: '0.003',
      algoStatus: 'NEW',
      triggerPrice: '44000.00',
      price: '43000.00',
      icebergQuantity: null,
      selfTradePreventionMode: 'EXPIRE_MAKER',
      workingType: 'CONTRACT_PRICE',
      priceMatch: 'NONE',
      closePosition: false,
      priceProtect: false,
      reduceOnly: false,
      createTime: 1_746_403_200_000,
      updateTime: 1_746_403_200_000,
      triggerTime: 0,
      goodTillDate: 0,
    })
  })

  test('DELETE algoOrder has code "200" beside the order', async () => {
    const of = bench()
    await of.send('POST', '/v1/algoOrder', { ...stop, clientAlgoId: 'x-2' })
    const { body } = await of.send('DELETE', '/v1/algoOrder', { clientAlgoId: 'x-2' })
    expect(body).toMatchObject({ clientAlgoId: 'x-2', algoStatus: 'CANCELED', code: '200', msg: 'success' })
  })

  test('allAlgoOrders has live and ended ones by id', async () => {
    const of = bench()
    await of.send('POST', '/v1/algoOrder', { ...stop, clientAlgoId: 'first' })
    await of.send('DELETE', '/v1/algoOrder', { clientAlgoId: 'first' })
    await of.send('POST', '/v1/algoOrder', { ...stop, clientAlgoId: 'second' })
    const { body } = await of.send('GET', '/v1/allAlgoOrders', SYMBOL)
    expect(
      body.map((algo: { clientAlgoId: string; algoStatus: string }) => [algo.clientAlgoId, algo.algoStatus]),
    ).toEqual([
      ['first', 'CANCELED'],
      ['second', 'NEW'],
    ])
  })

  test('exchangeInfo serves the rules with the venue’s time', async () => {
    const of = bench()
    const response = await of.venue.fetch('https://fapi.binance.com/fapi/v1/exchangeInfo')
    const body = (await response.json()) as { serverTime: number; symbols: { symbol: string }[] }
    expect(body.serverTime).toBe(of.clock.now())
    expect(body.symbols.map(each => each.symbol)).toContain('ETHUSDT')
  })

  test.each([
    ['/v1/ping', {}, {}],
    ['/v1/ticker/price', SYMBOL, { symbol: 'BTCUSDT', price: '60000.00' }],
    ['/v1/ticker/bookTicker', SYMBOL, { bidPrice: '59997.00', askPrice: '60003.00', bidQty: '500000.000' }],
    ['/v1/premiumIndex', SYMBOL, { markPrice: '60000.00000000', nextFundingTime: 1_746_432_000_000 }],
    ['/v1/accountConfig', {}, { canTrade: true, dualSidePosition: false, multiAssetsMargin: false }],
    ['/v1/multiAssetsMargin', {}, { multiAssetsMargin: false }],
    ['/v1/positionSide/dual', {}, { dualSidePosition: false }],
    ['/v1/commissionRate', SYMBOL, { makerCommissionRate: '0.0002', takerCommissionRate: '0.0005' }],
  ])('GET %s', async (path, params, expected) => {
    const answer = await bench().send('GET', path, params)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject(expected)
  })

  test('GET lists', async () => {
    const of = bench()
    expect((await of.send('GET', '/v1/symbolConfig', SYMBOL)).body).toEqual([
      {
        symbol: 'BTCUSDT',
        marginType: 'CROSSED',
        isAutoAddMargin: false,
        leverage: 20,
        maxNotionalValue: '100000000',
      },
    ])
    expect((await of.send('GET', '/v1/leverageBracket', SYMBOL)).body[0].brackets[0]).toEqual({
      bracket: 1,
      initialLeverage: 150,
      notionalCap: 300_000,
      notionalFloor: 0,
      maintMarginRatio: 0.004,
      cum: 0,
    })
    expect((await of.send('GET', '/v3/balance')).body).toMatchObject([
      { asset: 'USDT', balance: '10000.00000000' },
    ])
    expect((await of.send('GET', '/v1/rateLimit/order')).body).toMatchObject([
      { limit: 300 },
      { limit: 1200 },
    ])
    expect((await of.send('GET', '/v1/premiumIndex')).body).toMatchObject([{ symbol: 'BTCUSDT' }])
    expect((await of.send('GET', '/v1/forceOrders')).body).toEqual([])
  })

  test('POST settings', async () => {
    const of = bench()
    expect((await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 50 })).body).toEqual({
      leverage: 50,
      maxNotionalValue: '12000000',
      symbol: 'BTCUSDT',
    })
    expect((await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })).body).toEqual({
      code: 200,
      msg: 'success',
    })
    const multi = bench()
    expect((await multi.send('POST', '/v1/multiAssetsMargin', { multiAssetsMargin: 'true' })).body).toEqual({
      code: 200,
      msg: 'success',
    })
    expect((await multi.send('GET', '/v1/multiAssetsMargin')).body).toEqual({ multiAssetsMargin: true })
  })

  test('v2 positionRisk carries leverage and margin type of every used symbol, flat ones too', async () => {
    const of = bench()
    await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 50 })
    expect((await of.send('GET', '/v2/positionRisk')).body).toMatchObject([
      { symbol: 'BTCUSDT', positionAmt: '0.000', leverage: '50', marginType: 'cross', liquidationPrice: '0' },
    ])
  })
})
