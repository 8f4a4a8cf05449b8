import { describe, expect, test } from 'vitest'
import { positionLifetimes } from '#paper/ledger.ts'
import { type Bench, bench } from './builder.ts'

type Params = Record<string, string | number | boolean>
const SYMBOL = { symbol: 'BTCUSDT' }
const market = (of: Bench, side: 'BUY' | 'SELL', quantity: string, more: Params = {}) =>
  of.send('POST', '/v1/order', { ...SYMBOL, side, type: 'MARKET', quantity, ...more })
const stop = (of: Bench, more: Params) =>
  of.send('POST', '/v1/algoOrder', {
    ...SYMBOL,
    algoType: 'CONDITIONAL',
    side: 'SELL',
    type: 'STOP_MARKET',
    triggerPrice: '59900',
    ...more,
  })
const cancel = (of: Bench, clientAlgoId: string) =>
  of.send('DELETE', '/v1/algoOrder', { ...SYMBOL, clientAlgoId })
const lives = async (of: Bench) => positionLifetimes(await of.venue.ledger('BTCUSDT'))
/** Milliseconds of naked time of the only position. */
const nakedMs = async (of: Bench) => (await lives(of))[0]?.nakedMs

describe('naked time', () => {
  test('runs from the entry to the acceptance of the first stop, round trip and all', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    await market(of, 'BUY', '0.1')
    await stop(of, { closePosition: true })
    expect(await nakedMs(of)).toBe(100)
  })

  test('is none while a bridge covers the change of the closePosition stop', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    await market(of, 'BUY', '0.1')
    await stop(of, { closePosition: true, clientAlgoId: 'first' })
    const before = await nakedMs(of)
    await stop(of, { quantity: '0.1', reduceOnly: true, clientAlgoId: 'bridge', triggerPrice: '59950' })
    await cancel(of, 'first')
    await stop(of, { closePosition: true, triggerPrice: '59950' })
    await cancel(of, 'bridge')
    of.tick('60000')
    expect(await nakedMs(of)).toBe(before)
  })

  test('counts the gap of cancel-then-place', async () => {
    const of = bench({ settings: { latencyMs: 50 } })
    await market(of, 'BUY', '0.1')
    await stop(of, { closePosition: true, clientAlgoId: 'first' })
    await cancel(of, 'first')
    await stop(of, { closePosition: true, triggerPrice: '59950' })
    expect(await nakedMs(of)).toBe(200)
  })

  test.each([
    ['smaller than the position', { quantity: '0.05', reduceOnly: true }],
    ['that is no market order', { type: 'STOP', price: '59800', quantity: '0.1', reduceOnly: true }],
    [
      'that takes profit',
      { type: 'TAKE_PROFIT_MARKET', quantity: '0.1', reduceOnly: true, triggerPrice: '61000' },
    ],
    ['that may open a position', { quantity: '0.1' }],
  ])('is not ended by a stop %s', async (_, terms) => {
    const of = bench()
    await market(of, 'BUY', '0.1')
    expect((await stop(of, terms)).status).toBe(200)
    of.clock.advance(5000)
    expect(await nakedMs(of)).toBe(5000)
  })

  test('is ended by a reduce-only stop once the position has shrunk to it', async () => {
    const of = bench()
    await market(of, 'BUY', '0.1')
    await stop(of, { quantity: '0.06', reduceOnly: true })
    of.clock.advance(3000)
    await market(of, 'SELL', '0.04', { reduceOnly: true })
    of.clock.advance(3000)
    expect(await nakedMs(of)).toBe(3000)
  })

  test('is none while a triggered stop is on its way', async () => {
    const of = bench()
    await market(of, 'BUY', '0.1')
    await stop(of, { closePosition: true })
    of.tick('59800')
    of.tick('59700')
    const [life] = await lives(of)
    expect(life).toMatchObject({ nakedMs: 0, closedAt: of.clock.now() })
  })
})

describe('a position’s lifetime', () => {
  test('tells entry, exit, fees, funding and net result', async () => {
    const of = bench()
    await market(of, 'BUY', '0.1')
    const openedAt = of.clock.now()
    of.tick({ last: '60500', fundingRate: '0.0001' })
    await market(of, 'SELL', '0.04', { reduceOnly: true })
    of.tick('60200')
    await market(of, 'SELL', '0.06', { reduceOnly: true })
    const [life] = await lives(of)
    expect(life).toMatchObject({ side: 'long', openedAt, closedAt: of.clock.now(), liquidated: false })
    const amounts = [life?.entryPrice, life?.exitPrice, life?.realizedPnl, life?.fees, life?.otherIncome]
    expect(amounts.map(amount => amount?.toFixed(4))).toEqual([
      '60003.0000',
      '60316.9000',
      '31.3900',
      '6.0160',
      '-0.6050',
    ])
    const wallet = (await of.send('GET', '/v3/account')).body.totalWalletBalance
    expect(life?.netPnl.toFixed(8)).toBe((Number(wallet) - 10_000).toFixed(8))
  })

  test('ends and begins anew in the trade that turns the position', async () => {
    const of = bench()
    await market(of, 'BUY', '0.1')
    of.tick('60100')
    await market(of, 'SELL', '0.25')
    const [long, short] = await lives(of)
    expect([long?.side, long?.exitQuantity.toFixed(), short?.side, short?.entryQuantity.toFixed()]).toEqual([
      'long',
      '0.1',
      'short',
      '0.15',
    ])
    const fees = (await of.venue.ledger('BTCUSDT')).trades.map(trade => Number(trade.commission))
    expect(Number(long?.fees.plus(short?.fees ?? 0))).toBeCloseTo(
      fees.reduce((a, b) => a + b, 0),
      8,
    )
  })

  test('says when it was liquidated', async () => {
    const of = bench()
    await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' })
    await market(of, 'BUY', '0.1')
    of.tick('50000')
    expect((await lives(of))[0]).toMatchObject({ liquidated: true, closedAt: of.clock.now() })
  })
})
