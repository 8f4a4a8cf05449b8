import { describe, expect, test } from 'vitest'
import { bench, START } from '../builder.ts'
import { algo, LIMIT, limit, MARKET, market, place, read, SYMBOL } from '../trader.ts'
import { HOUR, MINUTE, marketOf } from './scripted-market.ts'

const DAY = 24 * HOUR

describe('what clients request before they trade', () => {
  test('is answered: the spot API’s clock, and the rights of the key', async () => {
    const of = bench()
    expect((await of.send('GET', '/api/v3/ping')).body).toEqual({})
    expect((await of.send('GET', '/api/v3/time')).body).toEqual({ serverTime: START })
    const { body } = await of.send('GET', '/sapi/v1/account/apiRestrictions')
    expect(body).toMatchObject({ enableFutures: true, enableWithdrawals: false, ipRestrict: true })
    expect((await of.send('GET', '/sapi/v1/system/status')).body).toEqual({ status: 0, msg: 'normal' })
    const coins = (await of.send('GET', '/sapi/v1/capital/config/getall')).body
    expect(coins).toMatchObject([{ coin: 'USDT', withdrawAllEnable: false, depositAllEnable: false }])
    expect((await of.send('GET', '/sapi/v1/margin/allPairs')).body).toEqual([])
    const unsigned = await of.venue.fetch('http://venue/sapi/v1/account/apiRestrictions')
    expect(await unsigned.json()).toMatchObject({ code: -2014 })
  })

  test('is answered: whether fees are paid in BNB, which is stored and has no effect, because there is no BNB', async () => {
    const of = bench()
    const burns = async () => [
      (await of.send('GET', '/v1/feeBurn')).body.feeBurn,
      (await of.send('GET', '/v2/account')).body.feeBurn,
    ]
    expect(await burns()).toEqual([false, false])
    expect((await of.send('POST', '/v1/feeBurn', { feeBurn: 'true' })).body.code).toBe(200)
    expect(await burns()).toEqual([true, true])
    await market(of, '0.1')
    const [trade] = (await of.send('GET', '/v1/userTrades', SYMBOL)).body
    expect(trade).toMatchObject({
      commissionAsset: 'USDT',
      commission: (Number(trade.quoteQty) * 0.0005).toFixed(8),
    })
  })

  test('is answered: whether the account may trade, and what it could withdraw', async () => {
    const of = bench()
    const { indicators } = (await of.send('GET', '/v1/apiTradingStatus', SYMBOL)).body
    expect(indicators.BTCUSDT.map((each: { isLocked: boolean }) => each.isLocked)).toEqual(
      Array(4).fill(false),
    )
    const moved = async (asset: string) =>
      (await of.send('GET', '/v1/pmAccountInfo', { asset })).body.maxWithdrawAmount
    expect([await moved('USDT'), await moved('BTC')]).toEqual(['10000.00000000', '0'])
  })

  test('is answered: the account in its first version, which equals the second', async () => {
    const of = bench()
    await market(of, '0.1')
    for (const what of ['account', 'balance', 'positionRisk']) {
      const [first, second] = [await of.send('GET', `/v1/${what}`), await of.send('GET', `/v2/${what}`)]
      expect([what, first.body]).toEqual([what, second.body])
    }
  })
})

describe('a tested order', () => {
  const testOrder = (of: ReturnType<typeof bench>, terms: object) =>
    of.send('POST', '/v1/order/test', { ...LIMIT, ...terms })

  test('is answered as if it were accepted, and leaves no trace', async () => {
    const of = bench()
    const tested = await testOrder(of, { newClientOrderId: 'test' })
    expect(tested.body).toMatchObject({ status: 'NEW', clientOrderId: 'test', executedQty: '0.000' })
    expect((await read(of, 'test')).code).toBe(-2013)
    const taken = await place(of, { ...LIMIT, newClientOrderId: 'real' })
    expect(taken.body.orderId).toBe(tested.body.orderId)
    expect((await of.send('POST', '/v1/order/test', MARKET)).body.status).toBe('NEW')
    expect(
      (await of.send('GET', '/v3/positionRisk')).body.every(
        (row: { positionAmt: string }) => Number(row.positionAmt) === 0,
      ),
    ).toBe(true)
  })

  test('is rejected as the order would be', async () => {
    const of = bench()
    expect((await testOrder(of, { quantity: '0.0001' })).body.code).toBe(-1111)
    expect((await testOrder(of, { type: 'STOP' })).body.code).toBe(-4120)
  })
})

describe('contracts', () => {
  test('have an open interest of the day’s volume, and an index with one source', async () => {
    const { of, ask } = marketOf(['60100', '60200'])
    of.clock.advance(2000)
    expect(await ask('/v1/openInterest')).toEqual({
      openInterest: '5.000',
      symbol: 'BTCUSDT',
      time: START + 2000,
    })
    const { constituents } = await ask('/v1/constituents')
    expect(constituents).toEqual([
      { exchange: 'paper', symbol: 'BTCUSDT', price: '60190.00000000', weight: '1.00000000' },
    ])
  })

  test('are at no risk of auto-deleveraging, and those of shares are not traded', async () => {
    const { of, ask } = marketOf([])
    of.clock.advance(45 * MINUTE)
    expect(await ask('/v1/symbolAdlRisk')).toEqual({
      symbol: 'BTCUSDT',
      adlRisk: 'low',
      updateTime: START + 30 * MINUTE,
    })
    const { marketSchedules } = await ask('/v1/tradingSchedule')
    expect(marketSchedules.EQUITY.sessions).toEqual([
      { startTime: START - 7 * DAY, endTime: START + 7 * DAY, type: 'NO_TRADING' },
    ])
  })

  test('have candles as pairs, of the index and of the premium', async () => {
    const { of, ask } = marketOf(['60100', '59900'])
    of.clock.advance(2000)
    const pair = { pair: 'BTCUSDT', interval: '1m' }
    const klines = await ask('/v1/klines', { interval: '1m' })
    expect(await ask('/v1/continuousKlines', { ...pair, contractType: 'PERPETUAL' })).toEqual(klines)
    expect(await ask('/v1/continuousKlines', { ...pair, contractType: 'NEXT_QUARTER' })).toEqual([])
    expect((await ask('/v1/continuousKlines', pair)).code).toBe(-1102)
    expect(await ask('/v1/indexPriceKlines', pair)).toEqual(
      await ask('/v1/markPriceKlines', { interval: '1m' }),
    )
    const [premium] = await ask('/v1/premiumIndexKlines', { interval: '1m' })
    expect(premium.slice(0, 5)).toEqual([START, ...Array(4).fill('0.00000000')])
  })

  test('have trades that a key alone may read, from an id on', async () => {
    const { of, ask } = marketOf(['60100', '60200', '60300'])
    of.clock.advance(3000)
    const prices = async (params: object) =>
      (await ask('/v1/historicalTrades', { ...params })).map((trade: { price: string }) => trade.price)
    expect(await prices({ limit: 2 })).toEqual(['60200', '60300'])
    expect(await prices({ fromId: (START + 1000) * 1000, limit: 2 })).toEqual(['60100', '60200'])
    const unkeyed = await of.venue.fetch('http://venue/fapi/v1/historicalTrades?symbol=BTCUSDT')
    expect(await unkeyed.json()).toMatchObject({ code: -2014 })
  })
})

describe('since 2026', () => {
  test('a trailing stop may have a callback of up to 20 percent, and no more', async () => {
    const of = bench()
    await market(of, '0.1')
    const trail = (callbackRate: string) =>
      algo(of, { type: 'TRAILING_STOP_MARKET', quantity: '0.1', reduceOnly: true, callbackRate })
    expect([(await trail('20')).status, (await trail('20.1')).body.code]).toEqual([200, -1130])
  })

  test('orders of all symbols can be read without naming one, and trades of three months', async () => {
    const of = bench()
    of.feed.push('ETHUSDT', of.clock.now(), '2500')
    await limit(of, '0.1', '59000')
    of.clock.advance(1)
    await place(of, { ...LIMIT, symbol: 'ETHUSDT', price: '2400' })
    const all = async (params: object) =>
      (await of.send('GET', '/v1/allOrders', { ...params })).body.map((row: { symbol: string }) => row.symbol)
    expect([await all({}), await all({ limit: 1 }), await all(SYMBOL)]).toEqual([
      ['BTCUSDT', 'ETHUSDT'],
      ['ETHUSDT'],
      ['BTCUSDT'],
    ])
    const trades = (startTime: number) =>
      of.send('GET', '/v1/userTrades', { ...SYMBOL, startTime, endTime: startTime + DAY })
    expect((await trades(of.clock.now() - 90 * DAY)).status).toBe(200)
    expect((await trades(of.clock.now() - 91 * DAY)).body).toEqual({
      code: -4166,
      msg: 'Search window is restricted to recent 90 days only.',
    })
  })

  test('special funding may be requested, and is always empty', async () => {
    const of = bench()
    await market(of, '0.1')
    of.tick({ last: '60000', fundingRate: '0.0001' })
    const paid = async (incomeType: string) =>
      (await of.send('GET', '/v1/income', { incomeType })).body.length
    expect([await paid('FUNDING_FEE'), await paid('SPECIAL_FUNDING_FEE')]).toEqual([1, 0])
  })

  test('a reduce-only order may be changed to below the minimum notional only if the change says that it is reduce-only', async () => {
    const of = bench({ symbol: 'ETHUSDT', price: '2500' })
    const ETH = { symbol: 'ETHUSDT', side: 'SELL', price: '2600', quantity: '0.1' }
    await place(of, { ...MARKET, symbol: 'ETHUSDT' })
    const close = { ...ETH, type: 'LIMIT', timeInForce: 'GTC', reduceOnly: true, newClientOrderId: 'exit' }
    expect((await place(of, close)).status).toBe(200)
    const change = (more: object) =>
      of.send('PUT', '/v1/order', { ...ETH, origClientOrderId: 'exit', quantity: '0.001', ...more })
    expect((await change({})).body.code).toBe(-4164)
    expect((await change({ reduceOnly: true })).body.origQty).toBe('0.001')
  })
})
