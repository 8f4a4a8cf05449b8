import { describe, expect, test } from 'vitest'
import { type Bench, type BenchOptions, bench } from './builder.ts'
import { algoStatus, type Params, SYMBOL } from './trader.ts'

type PositionSide = 'LONG' | 'SHORT'

async function hedged(options: BenchOptions = {}, marginType = 'CROSSED'): Promise<Bench> {
  const of = bench(options)
  await of.send('POST', '/v1/positionSide/dual', { dualSidePosition: 'true' })
  await of.send('POST', '/v1/leverage', { ...SYMBOL, leverage: 30 })
  if (marginType === 'ISOLATED') await of.send('POST', '/v1/marginType', { ...SYMBOL, marginType })
  return of
}

const order = (
  of: Bench,
  side: 'BUY' | 'SELL',
  positionSide: PositionSide,
  quantity: string,
  more: Params = {},
) => of.send('POST', '/v1/order', { ...SYMBOL, side, positionSide, type: 'MARKET', quantity, ...more })
const limit = (
  of: Bench,
  side: 'BUY' | 'SELL',
  positionSide: PositionSide,
  quantity: string,
  price: string,
) => order(of, side, positionSide, quantity, { type: 'LIMIT', timeInForce: 'GTC', price })
const algo = (of: Bench, side: 'BUY' | 'SELL', positionSide: PositionSide, more: Params) =>
  of.send('POST', '/v1/algoOrder', {
    ...SYMBOL,
    algoType: 'CONDITIONAL',
    side,
    positionSide,
    type: 'STOP_MARKET',
    workingType: 'MARK_PRICE',
    ...more,
  })
const positions = async (of: Bench) =>
  (await of.send('GET', '/v3/positionRisk')).body.map(
    (row: { positionSide: string; positionAmt: string }) => [row.positionSide, row.positionAmt],
  )

describe('in hedge mode', () => {
  test('a symbol’s long and short position stand side by side', async () => {
    const of = await hedged()
    await order(of, 'BUY', 'LONG', '0.3')
    await order(of, 'SELL', 'SHORT', '0.1')
    expect(await positions(of)).toEqual([
      ['LONG', '0.300'],
      ['SHORT', '-0.100'],
    ])
    const [trade] = (await of.send('GET', '/v1/userTrades', SYMBOL)).body.slice(-1)
    expect(trade).toMatchObject({ side: 'SELL', positionSide: 'SHORT', realizedPnl: '0.00000000' })
  })

  test('SELL of LONG reduces the long position only, and is shown as reduce-only', async () => {
    const of = await hedged()
    await order(of, 'BUY', 'LONG', '0.3')
    await order(of, 'SELL', 'SHORT', '0.1')
    const { body } = await order(of, 'SELL', 'LONG', '0.2', { newOrderRespType: 'RESULT' })
    expect(body).toMatchObject({ positionSide: 'LONG', reduceOnly: true, status: 'FILLED' })
    expect(await positions(of)).toEqual([
      ['LONG', '0.100'],
      ['SHORT', '-0.100'],
    ])
  })

  test.each([
    ['more than the position', '0.301', []],
    ['more than resting orders leave of it', '0.2', [['SELL', 'LONG', '0.2', '60500']]],
  ] as const)('closing %s is refused with -2022', async (_, quantity, resting) => {
    const of = await hedged()
    await order(of, 'BUY', 'LONG', '0.3')
    for (const each of resting) expect((await limit(of, ...each)).status).toBe(200)
    expect((await order(of, 'SELL', 'LONG', quantity)).body.code).toBe(-2022)
  })

  test('a closePosition stop belongs to one side, and expires with it alone', async () => {
    const of = await hedged()
    await order(of, 'BUY', 'LONG', '0.1')
    await order(of, 'SELL', 'SHORT', '0.1')
    const closes = { closePosition: true }
    await algo(of, 'SELL', 'LONG', { ...closes, triggerPrice: '59000', clientAlgoId: 'of-long' })
    await algo(of, 'BUY', 'SHORT', { ...closes, triggerPrice: '61000', clientAlgoId: 'of-short' })
    expect((await algo(of, 'BUY', 'LONG', { ...closes, triggerPrice: '61000' })).body.code).toBe(-4509)
    await order(of, 'SELL', 'LONG', '0.1')
    expect([await algoStatus(of, 'of-long'), await algoStatus(of, 'of-short')]).toEqual(['EXPIRED', 'NEW'])
    of.tick('61000')
    of.tick('61000')
    expect(await algoStatus(of, 'of-short')).toBe('FINISHED')
    expect(await positions(of)).toEqual([])
  })

  test('a stop with a quantity closes only its own side, however little is left of it', async () => {
    const of = await hedged()
    await order(of, 'BUY', 'LONG', '0.2')
    await order(of, 'SELL', 'SHORT', '0.2')
    await algo(of, 'SELL', 'LONG', { quantity: '0.2', triggerPrice: '59900', clientAlgoId: 'stop' })
    await order(of, 'SELL', 'LONG', '0.15')
    of.tick('59900')
    of.tick('59900')
    expect(await positions(of)).toEqual([
      ['LONG', '0.000'],
      ['SHORT', '-0.200'],
    ])
  })

  test('funding takes from the long what it gives to the short', async () => {
    const of = await hedged()
    await order(of, 'BUY', 'LONG', '0.1')
    await order(of, 'SELL', 'SHORT', '0.1')
    of.tick({ last: '60000', fundingRate: '0.0001' })
    const rows = (await of.send('GET', '/v1/income', { incomeType: 'FUNDING_FEE' })).body
    expect(rows.map((row: { income: string }) => row.income).sort()).toEqual(['-0.60000000', '0.60000000'])
  })

  test('an isolated side is liquidated alone', async () => {
    const of = await hedged({}, 'ISOLATED')
    await order(of, 'BUY', 'LONG', '0.1')
    await order(of, 'SELL', 'SHORT', '0.1')
    of.tick('58200')
    expect(await positions(of)).toEqual([
      ['LONG', '0.000'],
      ['SHORT', '-0.100'],
    ])
    const [forced] = (await of.send('GET', '/v1/forceOrders', SYMBOL)).body
    expect(forced).toMatchObject({ positionSide: 'LONG', side: 'SELL', status: 'FILLED' })
  })

  test('in cross margin both sides share one liquidation price, and the losing side goes first: the clearance fee leaves nothing for the other', async () => {
    const of = await hedged({ settings: { startingBalance: '1500' } })
    await order(of, 'BUY', 'LONG', '0.5')
    await order(of, 'SELL', 'SHORT', '0.1')
    const rows = (await of.send('GET', '/v3/positionRisk')).body
    const [long, short] = rows.map((row: { liquidationPrice: string }) => Number(row.liquidationPrice))
    expect(long).toBe(short)
    of.tick((long + 5).toFixed(1))
    expect(await positions(of)).toHaveLength(2)
    of.tick((long - 5).toFixed(1))
    expect(await positions(of)).toEqual([])
    const forced = (await of.send('GET', '/v1/forceOrders', SYMBOL)).body
    expect(forced.map((each: { positionSide: string }) => each.positionSide)).toEqual(['LONG', 'SHORT'])
    expect((await of.send('GET', '/v3/account')).body.totalWalletBalance).toBe('0.00000000')
  })

  test('an entry order holds margin for its own side, whatever the other side holds', async () => {
    const of = await hedged()
    await order(of, 'SELL', 'SHORT', '0.1')
    await limit(of, 'BUY', 'LONG', '0.1', '59400')
    const { body } = await of.send('GET', '/v3/account')
    expect(body.totalOpenOrderInitialMargin).toBe('198.00000000')
  })

  test.each([
    ['no position side', { side: 'BUY' }, -4061],
    ['BOTH', { side: 'BUY', positionSide: 'BOTH' }, -4061],
    ['reduceOnly', { side: 'BUY', positionSide: 'LONG', reduceOnly: false }, -1106],
    ['an unknown position side', { side: 'BUY', positionSide: 'NET' }, -4060],
  ])('an order with %s is rejected', async (_, terms, code) => {
    const of = await hedged()
    const regular = await of.send('POST', '/v1/order', {
      ...SYMBOL,
      type: 'MARKET',
      quantity: '0.1',
      ...terms,
    })
    const conditional = await of.send('POST', '/v1/algoOrder', {
      ...SYMBOL,
      algoType: 'CONDITIONAL',
      type: 'STOP_MARKET',
      quantity: '0.1',
      triggerPrice: '61000',
      ...terms,
    })
    expect([regular.body.code, conditional.body.code]).toEqual([code, code])
    expect(await positions(of)).toEqual([])
  })

  test('the account goes back to one-way mode once everything is flat and cancelled', async () => {
    const of = await hedged()
    await order(of, 'BUY', 'LONG', '0.1')
    const back = () => of.send('POST', '/v1/positionSide/dual', { dualSidePosition: 'false' })
    expect((await back()).body.code).toBe(-4068)
    await order(of, 'SELL', 'LONG', '0.1')
    expect((await back()).status).toBe(200)
    expect(
      (await of.send('POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1' }))
        .status,
    ).toBe(200)
    expect(await positions(of)).toEqual([['BOTH', '0.100']])
  })
})
