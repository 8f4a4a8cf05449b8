import { describe, expect, test } from 'vitest'
import { type Bench, bench } from './builder.ts'
import { type Params, SYMBOL } from './trader.ts'

const market = (of: Bench, side: 'BUY' | 'SELL', quantity: string, symbol = 'BTCUSDT') =>
  of.send('POST', '/v1/order', { symbol, side, type: 'MARKET', quantity })
const isolated = (of: Bench) => of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
const leverage = (of: Bench, value: number, symbol = 'BTCUSDT') =>
  of.send('POST', '/v1/leverage', { symbol, leverage: value })
const account = async (of: Bench) => (await of.send('GET', '/v3/account')).body
const position = async (of: Bench) => (await of.send('GET', '/v3/positionRisk', SYMBOL)).body[0]
const income = async (of: Bench, params: Params = {}) => (await of.send('GET', '/v1/income', params)).body

describe('an isolated position', () => {
  test('sets its initial margin aside and shows it in the account', async () => {
    const of = bench()
    await isolated(of)
    await leverage(of, 30)
    await market(of, 'BUY', '0.1')
    expect(await position(of)).toMatchObject({
      positionAmt: '0.100',
      entryPrice: '60003',
      isolatedWallet: '200.01000000',
      initialMargin: '200.00000000',
      unRealizedProfit: '-0.30000000',
      maintMargin: '24.00000000',
      breakEvenPrice: '60033.0015',
    })
    expect(await account(of)).toMatchObject({
      totalWalletBalance: '9996.99985000',
      availableBalance: '9796.98985000',
    })
  })

  test('is liquidated at its maintenance margin, before the account is touched, and never costs more than its margin', async () => {
    const of = bench()
    await isolated(of)
    await leverage(of, 30)
    await market(of, 'BUY', '0.1')
    const { liquidationPrice } = await position(of)
    expect(Number(liquidationPrice)).toBeCloseTo(58_235.84, 2)

    of.tick('58236')
    expect((await position(of)).positionAmt).toBe('0.100')
    of.tick('58235')
    expect(await position(of)).toBeUndefined()

    const [forced] = (await of.send('GET', '/v1/forceOrders', SYMBOL)).body
    expect(forced).toMatchObject({ status: 'FILLED', side: 'SELL', timeInForce: 'IOC', executedQty: '0.100' })
    expect(forced.clientOrderId).toMatch(/^autoclose-/)
    const lost = 10_000 - Number((await account(of)).totalWalletBalance)
    expect(lost, 'margin and entry fee: the clearance fee takes what the market left').toBeCloseTo(
      203.010_15,
      6,
    )
  })

  test('that gaps past bankruptcy costs its margin and no more', async () => {
    const of = bench()
    await isolated(of)
    await leverage(of, 30)
    await market(of, 'BUY', '0.1')
    of.tick('50000')
    expect(await position(of)).toBeUndefined()
    expect(Number((await account(of)).totalWalletBalance)).toBeCloseTo(10_000 - 200.01 - 3.000_15, 1)
  })

  test('short is liquidated on the way up', async () => {
    const of = bench()
    await isolated(of)
    await leverage(of, 30)
    await market(of, 'SELL', '0.1')
    const { liquidationPrice } = await position(of)
    expect(Number(liquidationPrice)).toBeGreaterThan(61_700)
    of.tick(String(Math.ceil(Number(liquidationPrice))))
    expect(await position(of)).toBeUndefined()
  })

  test('is closed by a stop that fires before the liquidation price, even in a fast market', async () => {
    const of = bench()
    await isolated(of)
    await leverage(of, 30)
    await market(of, 'BUY', '0.1')
    const stop = { algoType: 'CONDITIONAL', side: 'SELL', type: 'STOP_MARKET', closePosition: true }
    await of.send('POST', '/v1/algoOrder', { ...SYMBOL, ...stop, triggerPrice: '59900' })
    of.tick('59890')
    of.tick('57000')
    expect(await position(of)).toBeUndefined()
    expect((await of.send('GET', '/v1/forceOrders', SYMBOL)).body).toEqual([])
  })
})

describe('a cross position', () => {
  test('is backed by the whole account', async () => {
    const of = bench()
    await leverage(of, 30)
    await market(of, 'BUY', '0.1')
    of.tick('50000')
    expect((await position(of)).positionAmt).toBe('0.100')
    expect(await account(of)).toMatchObject({ totalUnrealizedProfit: '-1000.30000000' })
  })

  test('is liquidated when another symbol has used up the account', async () => {
    const of = bench({ settings: { startingBalance: '1000' } })
    of.feed.push('ETHUSDT', of.clock.now(), '3000')
    await leverage(of, 30)
    await leverage(of, 30, 'ETHUSDT')
    await market(of, 'BUY', '0.1')
    await market(of, 'BUY', '2', 'ETHUSDT')
    const before = (await of.send('GET', '/v3/positionRisk')).body
    expect(before).toHaveLength(2)
    of.clock.advance(1000)
    of.feed.push('ETHUSDT', of.clock.now(), '2700')
    of.feed.push('BTCUSDT', of.clock.now(), '55800')
    const after = (await of.send('GET', '/v3/positionRisk')).body
    expect(after.length).toBeLessThan(2)
    expect((await of.send('GET', '/v1/forceOrders')).body.length).toBeGreaterThan(0)
  })
})

describe('funding', () => {
  test('is paid by longs at a positive rate and received by shorts, once, at the step that carries it', async () => {
    const long = bench()
    await market(long, 'BUY', '0.1')
    const short = bench()
    await market(short, 'SELL', '0.1')
    for (const each of [long, short]) {
      each.tick({ last: '60000', fundingRate: '0.0001' })
      each.tick('60000')
    }
    const paid = (of: Bench) => income(of, { incomeType: 'FUNDING_FEE' })
    expect(await paid(long)).toMatchObject([{ income: '-0.60000000', symbol: 'BTCUSDT' }])
    expect(await paid(short)).toMatchObject([{ income: '0.60000000' }])
  })

  test('moves the break-even price', async () => {
    const of = bench()
    await market(of, 'BUY', '0.1')
    of.tick({ last: '60000', fundingRate: '0.0001' })
    expect((await position(of)).breakEvenPrice).toBe('60039.0015')
  })
})

describe('income', () => {
  test('adds up to the change of the wallet', async () => {
    const of = bench()
    await market(of, 'BUY', '0.1')
    of.tick({ last: '60500', fundingRate: '0.0001' })
    await market(of, 'SELL', '0.04')
    of.tick('60200')
    await market(of, 'SELL', '0.06')
    const total = (await income(of)).reduce(
      (sum: number, row: { income: string }) => sum + Number(row.income),
      0,
    )
    expect(Number((await account(of)).totalWalletBalance)).toBeCloseTo(10_000 + total, 8)
  })
})

describe('resting orders', () => {
  test('hold margin until they are cancelled', async () => {
    const of = bench()
    await leverage(of, 20)
    const order = {
      ...SYMBOL,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: '0.1',
      price: '59000',
    }
    await of.send('POST', '/v1/order', { ...order, newClientOrderId: 'rest' })
    expect(await account(of)).toMatchObject({
      totalOpenOrderInitialMargin: '295.00000000',
      availableBalance: '9705.00000000',
    })
    await of.send('DELETE', '/v1/order', { ...SYMBOL, origClientOrderId: 'rest' })
    expect(await account(of)).toMatchObject({ availableBalance: '10000.00000000' })
  })
})
