import { describe, expect, test } from 'vitest'
import { type Bench, bench } from './builder.ts'

type Params = Record<string, string | number | boolean>
const SYMBOL = { symbol: 'BTCUSDT' }

const order = (of: Bench, more: Params) =>
  of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', newOrderRespType: 'RESULT', ...more })
const market = (of: Bench, quantity: string, more: Params = {}) =>
  order(of, { type: 'MARKET', quantity, ...more })
const limit = (of: Bench, quantity: string, price: string, more: Params = {}) =>
  order(of, { type: 'LIMIT', timeInForce: 'GTC', quantity, price, ...more })
const algo = (of: Bench, more: Params) =>
  of.send('POST', '/v1/algoOrder', {
    ...SYMBOL,
    algoType: 'CONDITIONAL',
    side: 'SELL',
    type: 'STOP_MARKET',
    workingType: 'MARK_PRICE',
    ...more,
  })

const position = async (of: Bench) => (await of.send('GET', '/v3/positionRisk')).body[0]?.positionAmt
const trades = async (of: Bench) => (await of.send('GET', '/v1/userTrades', SYMBOL)).body
const status = async (of: Bench, clientAlgoId: string) =>
  (await of.send('GET', '/v1/algoOrder', { ...SYMBOL, clientAlgoId })).body.algoStatus
const regular = async (of: Bench, origClientOrderId: string) =>
  (await of.send('GET', '/v1/order', { ...SYMBOL, origClientOrderId })).body

/** Ten BTC traded in the step: five rest in each basis point, six USDT apart. */
const SHALLOW = { last: '60000', volume: '10' }

describe('a market order', () => {
  test('pays the spread: at least one basis point, even where the feed shows none', async () => {
    const of = bench()
    await market(of, '0.1')
    await market(of, '0.1', { side: 'SELL' })
    expect((await trades(of)).map((trade: { price: string }) => trade.price)).toEqual([
      '60003.00',
      '59997.00',
    ])
  })

  test('pays a wider spread where the feed shows one', async () => {
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

  test('ends EXPIRED with a partial fill where the book ends', async () => {
    const thin = { impact: { depthPerBp: '0.001', depthFloorQuote: '1' }, startingBalance: '1000000' }
    const of = bench({ price: SHALLOW, settings: thin })
    const { body } = await market(of, '10')
    expect(body).toMatchObject({ status: 'EXPIRED', origQty: '10.000', executedQty: '5.010' })
    expect(await position(of)).toBe('5.010')
  })

  test('answers ACK with status NEW and nothing executed, as recorded, although it is filled', async () => {
    const of = bench()
    const { body } = await market(of, '0.1', { newOrderRespType: 'ACK', newClientOrderId: 'acked' })
    expect(body).toMatchObject({ status: 'NEW', executedQty: '0.000' })
    expect(await regular(of, 'acked')).toMatchObject({
      status: 'FILLED',
      executedQty: '0.100',
      avgPrice: '60003.00000',
    })
  })

  test('never answers avgPrice and cumQuote on POST and DELETE, but on GET', async () => {
    const of = bench()
    const posted = await limit(of, '0.1', '59000', { newClientOrderId: 'resting' })
    const read = await regular(of, 'resting')
    const deleted = await of.send('DELETE', '/v1/order', { ...SYMBOL, origClientOrderId: 'resting' })
    for (const { body } of [posted, deleted]) {
      expect(body).not.toHaveProperty('avgPrice')
      expect(body).not.toHaveProperty('cumQuote')
    }
    expect(read).toMatchObject({ avgPrice: '0.00000', cumQuote: '0.00000' })
    expect(deleted.body.status).toBe('CANCELED')
  })

  test('with reduceOnly is cut down to the position and never turns it', async () => {
    const of = bench()
    await market(of, '0.1')
    const { body } = await market(of, '0.5', { side: 'SELL', reduceOnly: true })
    expect(body).toMatchObject({ status: 'FILLED', executedQty: '0.100' })
    expect(await position(of)).toBeUndefined()
  })

  test('beyond the position turns it when it is not reduce-only', async () => {
    const of = bench()
    await market(of, '0.1')
    await market(of, '0.3', { side: 'SELL' })
    expect(await position(of)).toBe('-0.200')
  })
})

describe('a limit order', () => {
  test('IOC takes what its price allows and lets the rest expire', async () => {
    const of = bench({ price: SHALLOW, settings: { startingBalance: '1000000' } })
    const { body } = await limit(of, '20', '60009', { timeInForce: 'IOC' })
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '9.999' })
  })

  test('IOC away from the market expires untouched', async () => {
    const of = bench()
    const { body } = await limit(of, '0.1', '60002.9', { timeInForce: 'IOC' })
    expect(body).toMatchObject({ status: 'EXPIRED', executedQty: '0.000' })
  })

  test('rests, and fills as maker only when the market trades through its price', async () => {
    const of = bench()
    await limit(of, '0.1', '59900', { newClientOrderId: 'rest' })
    of.tick('59900')
    expect(await regular(of, 'rest')).toMatchObject({ status: 'NEW' })
    of.tick('59899.9')
    expect(await regular(of, 'rest')).toMatchObject({ status: 'FILLED', avgPrice: '59900.00000' })
    expect((await trades(of))[0]).toMatchObject({ maker: true, commission: '1.19800000' })
  })

  test('fills over several steps when each has too little liquidity', async () => {
    const of = bench({ settings: { startingBalance: '1000000' } })
    await limit(of, '8', '59900', { newClientOrderId: 'rest' })
    of.tick({ last: '59890', volume: '10' })
    expect(await regular(of, 'rest')).toMatchObject({ status: 'PARTIALLY_FILLED', executedQty: '5.000' })
    of.tick({ last: '59890', volume: '10' })
    expect(await regular(of, 'rest')).toMatchObject({ status: 'FILLED' })
  })

  test('with reduceOnly expires when its position is gone', async () => {
    const of = bench()
    await market(of, '0.1')
    await limit(of, '0.05', '60500', { side: 'SELL', reduceOnly: true, newClientOrderId: 'exit' })
    await market(of, '0.1', { side: 'SELL', reduceOnly: true })
    expect(await regular(of, 'exit')).toMatchObject({ status: 'EXPIRED' })
  })
})

describe('an algo order', () => {
  test('is seen triggering at one step and filled at the next one’s price', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, { closePosition: true, triggerPrice: '59900', clientAlgoId: 'stop' })
    of.tick('59850')
    expect(await status(of, 'stop')).toBe('TRIGGERING')
    expect(await position(of)).toBe('0.100')
    of.tick('59700')
    expect(await status(of, 'stop')).toBe('FINISHED')
    expect(await position(of)).toBeUndefined()
    expect((await trades(of)).at(-1).price).toBe('59697.00')
  })

  test('works on the mark or on the last price, which are not the same', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, { closePosition: true, triggerPrice: '59900', clientAlgoId: 'on-mark' })
    await algo(of, {
      quantity: '0.1',
      reduceOnly: true,
      triggerPrice: '59900',
      workingType: 'CONTRACT_PRICE',
      clientAlgoId: 'on-last',
    })
    of.tick({ last: '59890', mark: '59950' })
    expect([await status(of, 'on-mark'), await status(of, 'on-last')]).toEqual(['NEW', 'TRIGGERING'])
  })

  test('cannot be cancelled any more once its trigger was seen', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, { closePosition: true, triggerPrice: '59900', clientAlgoId: 'stop' })
    of.tick('59850')
    const { body } = await of.send('DELETE', '/v1/algoOrder', { ...SYMBOL, clientAlgoId: 'stop' })
    expect(body.code).toBe(-2011)
  })

  test('STOP becomes a limit order that rests when the market has run past it', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, {
      type: 'STOP',
      quantity: '0.1',
      reduceOnly: true,
      price: '59880',
      triggerPrice: '59900',
      clientAlgoId: 'backup',
    })
    of.tick('59850')
    of.tick('59500')
    expect(await status(of, 'backup')).toBe('TRIGGERED')
    expect((await of.send('GET', '/v1/openOrders', SYMBOL)).body).toMatchObject([
      { clientOrderId: 'backup', type: 'LIMIT', price: '59880.00', status: 'NEW', reduceOnly: true },
    ])
    of.tick('59890')
    expect(await status(of, 'backup')).toBe('FINISHED')
  })

  test('TAKE_PROFIT_MARKET banks its quantity when the mark gets there', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, {
      type: 'TAKE_PROFIT_MARKET',
      quantity: '0.04',
      reduceOnly: true,
      triggerPrice: '60100',
      clientAlgoId: 'rung',
    })
    of.tick('60100')
    of.tick('60110')
    expect(await status(of, 'rung')).toBe('FINISHED')
    expect(await position(of)).toBe('0.060')
  })

  test('TRAILING_STOP_MARKET follows the best price and fires at the callback', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, {
      type: 'TRAILING_STOP_MARKET',
      quantity: '0.1',
      reduceOnly: true,
      callbackRate: '1',
      clientAlgoId: 'trail',
    })
    of.tick('62000')
    of.tick('61400')
    expect(await status(of, 'trail')).toBe('NEW')
    of.tick('61380')
    expect(await status(of, 'trail')).toBe('TRIGGERING')
    of.tick('61380')
    expect(await position(of)).toBeUndefined()
  })

  test('with closePosition expires with the position, one with reduceOnly and quantity stays behind', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, { closePosition: true, triggerPrice: '59900', clientAlgoId: 'primary' })
    await algo(of, { quantity: '0.1', reduceOnly: true, triggerPrice: '59900', clientAlgoId: 'bridge' })
    await market(of, '0.1', { side: 'SELL', reduceOnly: true })
    expect([await status(of, 'primary'), await status(of, 'bridge')]).toEqual(['EXPIRED', 'NEW'])
    of.tick('59850')
    of.tick('59850')
    expect((await of.send('GET', '/v1/algoOrder', { ...SYMBOL, clientAlgoId: 'bridge' })).body).toMatchObject(
      {
        algoStatus: 'REJECTED',
        failReason: '-2022 ReduceOnly Order is rejected.',
      },
    )
    expect(await position(of)).toBeUndefined()
  })

  test('with closePosition may stand once as a stop and once as a take-profit per direction', async () => {
    const of = bench()
    await market(of, '0.1')
    expect((await algo(of, { closePosition: true, triggerPrice: '59900' })).status).toBe(200)
    const profit = { closePosition: true, type: 'TAKE_PROFIT_MARKET', triggerPrice: '60500' }
    expect((await algo(of, profit)).status).toBe(200)
    expect((await algo(of, profit)).body.code).toBe(-4130)
  })

  test('STOP larger than what is left of the position is rejected when it triggers, STOP_MARKET is cut down', async () => {
    const of = bench()
    await market(of, '0.1')
    const stale = { quantity: '0.1', reduceOnly: true, triggerPrice: '59900' }
    await algo(of, { ...stale, type: 'STOP', price: '59700', clientAlgoId: 'limit' })
    await algo(of, { ...stale, clientAlgoId: 'market' })
    await market(of, '0.05', { side: 'SELL', reduceOnly: true })
    of.tick('59850')
    of.tick('59850')
    expect([await status(of, 'limit'), await status(of, 'market')]).toEqual(['REJECTED', 'FINISHED'])
  })

  test('that would open a position is rejected when it triggers without margin for it', async () => {
    const of = bench({ settings: { startingBalance: '10' } })
    await algo(of, { quantity: '0.1', triggerPrice: '59900', clientAlgoId: 'entry' })
    of.tick('59850')
    of.tick('59850')
    expect((await of.send('GET', '/v1/algoOrder', { ...SYMBOL, clientAlgoId: 'entry' })).body).toMatchObject({
      algoStatus: 'REJECTED',
      failReason: '-2019 Margin is insufficient.',
    })
  })

  test('with priceProtect is rejected when mark and last are far apart', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, {
      closePosition: true,
      triggerPrice: '59000',
      priceProtect: true,
      clientAlgoId: 'protected',
    })
    of.tick({ last: '60000', mark: '56000' })
    of.tick({ last: '60000', mark: '56000' })
    expect(await status(of, 'protected')).toBe('REJECTED')
  })
})

describe('cancelling everything of a symbol', () => {
  test('takes one book at a time', async () => {
    const of = bench()
    await market(of, '0.1')
    await limit(of, '0.1', '59000')
    await algo(of, { closePosition: true, triggerPrice: '59900' })
    const both = async () => [
      (await of.send('GET', '/v1/openOrders', SYMBOL)).body.length,
      (await of.send('GET', '/v1/openAlgoOrders', SYMBOL)).body.length,
    ]
    expect(await both()).toEqual([1, 1])
    const regularDone = await of.send('DELETE', '/v1/allOpenOrders', SYMBOL)
    expect(regularDone.body).toEqual({ code: 200, msg: 'The operation of cancel all open order is done.' })
    expect(await both()).toEqual([0, 1])
    await of.send('DELETE', '/v1/algoOpenOrders', SYMBOL)
    expect(await both()).toEqual([0, 0])
  })
})
