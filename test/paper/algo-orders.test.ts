import { describe, expect, test } from 'vitest'
import { bench } from './builder.ts'
import { algo, algoStatus, limit, market, position, SYMBOL, trades } from './trader.ts'

describe('an algo order', () => {
  test('is seen triggering at one step and filled at the next one’s price', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, { closePosition: true, triggerPrice: '59900', clientAlgoId: 'stop' })
    of.tick('59850')
    expect(await algoStatus(of, 'stop')).toBe('TRIGGERING')
    expect(await position(of)).toBe('0.100')
    of.tick('59700')
    expect(await algoStatus(of, 'stop')).toBe('FINISHED')
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
    expect([await algoStatus(of, 'on-mark'), await algoStatus(of, 'on-last')]).toEqual(['NEW', 'TRIGGERING'])
  })

  test('cannot be cancelled any more once its trigger was seen', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, { closePosition: true, triggerPrice: '59900', clientAlgoId: 'stop' })
    of.tick('59850')
    const { body } = await of.send('DELETE', '/v1/algoOrder', { ...SYMBOL, clientAlgoId: 'stop' })
    expect(body.code).toBe(-2011)
  })

  test('STOP becomes a limit order that rests if the market has run past its price', async () => {
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
    expect(await algoStatus(of, 'backup')).toBe('TRIGGERED')
    expect((await of.send('GET', '/v1/openOrders', SYMBOL)).body).toMatchObject([
      { clientOrderId: 'backup', type: 'LIMIT', price: '59880.00', status: 'NEW', reduceOnly: true },
    ])
    of.tick('59890')
    expect(await algoStatus(of, 'backup')).toBe('FINISHED')
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
    expect(await algoStatus(of, 'rung')).toBe('FINISHED')
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
    expect(await algoStatus(of, 'trail')).toBe('NEW')
    of.tick('61380')
    expect(await algoStatus(of, 'trail')).toBe('TRIGGERING')
    of.tick('61380')
    expect(await position(of)).toBeUndefined()
  })

  test('with closePosition expires with the position, with reduceOnly and a quantity stays behind', async () => {
    const of = bench()
    await market(of, '0.1')
    await algo(of, { closePosition: true, triggerPrice: '59900', clientAlgoId: 'primary' })
    await algo(of, { quantity: '0.1', reduceOnly: true, triggerPrice: '59900', clientAlgoId: 'bridge' })
    await market(of, '0.1', { side: 'SELL', reduceOnly: true })
    expect([await algoStatus(of, 'primary'), await algoStatus(of, 'bridge')]).toEqual(['EXPIRED', 'NEW'])
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

  test('STOP larger than the rest of the position is rejected when it triggers, STOP_MARKET is cut down', async () => {
    const of = bench()
    await market(of, '0.1')
    const stale = { quantity: '0.1', reduceOnly: true, triggerPrice: '59900' }
    await algo(of, { ...stale, type: 'STOP', price: '59700', clientAlgoId: 'limit' })
    await algo(of, { ...stale, clientAlgoId: 'market' })
    await market(of, '0.05', { side: 'SELL', reduceOnly: true })
    of.tick('59850')
    of.tick('59850')
    expect([await algoStatus(of, 'limit'), await algoStatus(of, 'market')]).toEqual(['REJECTED', 'FINISHED'])
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
    expect(await algoStatus(of, 'protected')).toBe('REJECTED')
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
