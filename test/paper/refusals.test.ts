import { describe, expect, test } from 'vitest'
import { type Bench, bench } from './builder.ts'

type Params = Record<string, string | number | boolean>
type Request = readonly [method: string, path: string, params: Params]

const SYMBOL = { symbol: 'BTCUSDT' }
const limit = (more: Params): Request => [
  'POST',
  '/v1/order',
  { ...SYMBOL, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '59000', ...more },
]
const market = (more: Params): Request => [
  'POST',
  '/v1/order',
  { ...SYMBOL, side: 'BUY', type: 'MARKET', quantity: '0.1', ...more },
]
const algo = (more: Params): Request => [
  'POST',
  '/v1/algoOrder',
  { ...SYMBOL, algoType: 'CONDITIONAL', side: 'SELL', type: 'STOP_MARKET', triggerPrice: '59000', ...more },
]
const closeAll = (more: Params = {}): Request => algo({ closePosition: true, ...more })
const LONG: Request = market({})

interface Row {
  readonly why: string
  readonly before?: readonly Request[]
  readonly send: Request
  readonly code: number
  readonly msg: string
}

const rows: readonly Row[] = [
  { why: 'an unknown symbol', send: market({ symbol: 'NOPEUSDT' }), code: -1121, msg: 'Invalid symbol.' },
  {
    why: 'a listed symbol without a market',
    send: market({ symbol: 'ETHUSDT' }),
    code: -4140,
    msg: 'Invalid symbol status for opening position.',
  },
  {
    why: 'a missing quantity',
    send: ['POST', '/v1/order', { ...SYMBOL, side: 'BUY', type: 'MARKET' }],
    code: -1102,
    msg: "Mandatory parameter 'quantity' was not sent, was empty/null, or malformed.",
  },
  {
    why: 'a limit order without timeInForce',
    send: limit({ timeInForce: '' }),
    code: -1102,
    msg: "Mandatory parameter 'timeinforce' was not sent, was empty/null, or malformed.",
  },
  {
    why: 'a negative quantity',
    send: market({ quantity: '-1' }),
    code: -1100,
    msg: "Illegal characters found in parameter 'quantity'; legal range is '^([0-9]{1,20})(\\.[0-9]{1,20})?$'.",
  },
  {
    why: 'a market order with a price',
    send: market({ price: '60000' }),
    code: -1106,
    msg: "Parameter 'price' sent when not required.",
  },
  {
    why: 'too fine a quantity',
    send: market({ quantity: '0.0015' }),
    code: -1111,
    msg: 'Precision is over the maximum defined for this asset.',
  },
  {
    why: 'too fine a price',
    send: limit({ price: '59000.123' }),
    code: -1111,
    msg: 'Precision is over the maximum defined for this asset.',
  },
  { why: 'an unknown type', send: market({ type: 'STOP_LIMIT' }), code: -1116, msg: 'Invalid orderType.' },
  { why: 'an unknown side', send: market({ side: 'LONG' }), code: -1117, msg: 'Invalid side.' },
  {
    why: 'an unknown client id pattern',
    send: market({ newClientOrderId: 'a b' }),
    code: -1100,
    msg: "Illegal characters found in parameter 'newClientOrderId'; legal range is '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'.",
  },
  {
    why: 'a client id of 37 characters',
    send: market({ newClientOrderId: 'x'.repeat(37) }),
    code: -4015,
    msg: 'Client order id is not valid.',
  },
  {
    why: 'cancelling what is not open',
    send: ['DELETE', '/v1/order', { ...SYMBOL, orderId: 7 }],
    code: -2011,
    msg: 'Unknown order sent.',
  },
  {
    why: 'cancelling an algo order that is not open',
    send: ['DELETE', '/v1/algoOrder', { ...SYMBOL, clientAlgoId: 'none' }],
    code: -2011,
    msg: 'Unknown order sent.',
  },
  {
    why: 'reading an order that never was',
    send: ['GET', '/v1/order', { ...SYMBOL, origClientOrderId: 'none' }],
    code: -2013,
    msg: 'Order does not exist.',
  },
  {
    why: 'reading an algo order that never was',
    send: ['GET', '/v1/algoOrder', { ...SYMBOL, algoId: 7 }],
    code: -2013,
    msg: 'Order does not exist.',
  },
  {
    why: 'more margin than there is',
    send: market({ quantity: '5' }),
    code: -2019,
    msg: 'Margin is insufficient.',
  },
  {
    why: 'a stop whose level is already crossed',
    send: algo({ quantity: '0.1', triggerPrice: '60000' }),
    code: -2021,
    msg: 'Order would immediately trigger.',
  },
  {
    why: 'a take-profit whose level is already reached',
    send: algo({ quantity: '0.1', type: 'TAKE_PROFIT_MARKET', triggerPrice: '60000' }),
    code: -2021,
    msg: 'Order would immediately trigger.',
  },
  {
    why: 'reduce-only without a position',
    send: market({ reduceOnly: true }),
    code: -2022,
    msg: 'ReduceOnly Order is rejected.',
  },
  {
    why: "reduce-only on the position's own side",
    before: [LONG],
    send: market({ reduceOnly: true }),
    code: -2022,
    msg: 'ReduceOnly Order is rejected.',
  },
  {
    why: 'a reduce-only limit order larger than the position',
    before: [LONG],
    send: limit({ side: 'SELL', price: '60500', quantity: '0.101', reduceOnly: true }),
    code: -2022,
    msg: 'ReduceOnly Order is rejected.',
  },
  {
    why: 'a position that the leverage does not allow',
    before: [['POST', '/v1/leverage', { ...SYMBOL, leverage: 125 }]],
    send: market({ quantity: '6' }),
    code: -2027,
    msg: 'Exceeded the maximum allowable position at current leverage.',
  },
  {
    why: 'a quantity of zero',
    send: market({ quantity: '0' }),
    code: -4003,
    msg: 'Quantity less than zero.',
  },
  {
    why: 'more than MARKET_LOT_SIZE allows',
    send: market({ quantity: '121' }),
    code: -4005,
    msg: 'Quantity greater than max quantity.',
  },
  {
    why: 'a price off the tick',
    send: limit({ price: '59000.05' }),
    code: -4014,
    msg: 'Price not increased by tick size.',
  },
  {
    why: 'a trigger price off the tick',
    send: closeAll({ triggerPrice: '59000.05' }),
    code: -4014,
    msg: 'Price not increased by tick size.',
  },
  {
    why: 'a buy far above the mark',
    send: limit({ price: '63000.1' }),
    code: -4016,
    msg: "Limit price can't be higher than 63000.00.",
  },
  {
    why: 'a sell far below the mark',
    send: limit({ side: 'SELL', price: '56999.9' }),
    code: -4024,
    msg: "Limit price can't be lower than 57000.00.",
  },
  {
    why: 'a leverage that no bracket allows',
    send: ['POST', '/v1/leverage', { ...SYMBOL, leverage: 151 }],
    code: -4028,
    msg: 'Leverage 151 is not valid',
  },
  {
    why: 'the margin type it already has',
    send: ['POST', '/v1/marginType', { ...SYMBOL, marginType: 'CROSSED' }],
    code: -4046,
    msg: 'No need to change margin type.',
  },
  {
    why: 'another margin type with open orders',
    before: [limit({})],
    send: ['POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' }],
    code: -4047,
    msg: 'Margin type cannot be changed if there exists open orders.',
  },
  {
    why: 'another margin type with a position',
    before: [LONG],
    send: ['POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' }],
    code: -4048,
    msg: 'Margin type cannot be changed if there exists position.',
  },
  {
    why: 'the position mode it already has',
    send: ['POST', '/v1/positionSide/dual', { dualSidePosition: 'false' }],
    code: -4059,
    msg: 'No need to change position side.',
  },
  {
    why: 'another position mode with open orders',
    before: [limit({})],
    send: ['POST', '/v1/positionSide/dual', { dualSidePosition: 'true' }],
    code: -4067,
    msg: 'Position side cannot be changed if there exists open orders.',
  },
  {
    why: 'another position mode with a position',
    before: [LONG],
    send: ['POST', '/v1/positionSide/dual', { dualSidePosition: 'true' }],
    code: -4068,
    msg: 'Position side cannot be changed if there exists position.',
  },
  {
    why: 'a position side in one-way mode',
    send: market({ positionSide: 'LONG' }),
    code: -4061,
    msg: "Order's position side does not match user's setting.",
  },
  {
    why: 'an order in hedge mode',
    before: [['POST', '/v1/positionSide/dual', { dualSidePosition: 'true' }]],
    send: market({}),
    code: -4061,
    msg: "Order's position side does not match user's setting.",
  },
  {
    why: 'the client id of an open order',
    before: [limit({ newClientOrderId: 'same' })],
    send: limit({ newClientOrderId: 'same' }),
    code: -4116,
    msg: 'ClientOrderId is duplicated.',
  },
  {
    why: 'the client id of an open algo order',
    before: [algo({ quantity: '0.1', clientAlgoId: 'same' })],
    send: algo({ quantity: '0.1', clientAlgoId: 'same' }),
    code: -4116,
    msg: 'ClientOrderId is duplicated.',
  },
  {
    why: 'reduce-only when resting orders cover the position already',
    before: [LONG, limit({ side: 'SELL', price: '60500', reduceOnly: true })],
    send: market({ side: 'SELL', reduceOnly: true }),
    code: -4118,
    msg: 'ReduceOnly Order Failed. Please check your existing position and open orders',
  },
  ...['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'].map(type => ({
    why: `a conditional ${type} in the regular book`,
    send: market({ type }),
    code: -4120,
    msg: 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
  })),
  {
    why: 'a second closePosition stop in the same direction',
    before: [LONG, closeAll()],
    send: closeAll({ triggerPrice: '58900' }),
    code: -4130,
    msg: 'An open stop or take profit order with GTE and closePosition in the direction is existing.',
  },
  {
    why: 'closePosition with a quantity',
    before: [LONG],
    send: closeAll({ quantity: '0.1' }),
    code: -4137,
    msg: 'Quantity must be zero with closePosition equals true.',
  },
  {
    why: 'closePosition with reduceOnly=true',
    before: [LONG],
    send: closeAll({ reduceOnly: true }),
    code: -1106,
    msg: "Parameter 'reduceonly' sent when not required.",
  },
  {
    why: 'closePosition with reduceOnly=false',
    before: [LONG],
    send: closeAll({ reduceOnly: false }),
    code: -4138,
    msg: 'Reduce only must be true with closePosition equals true.',
  },
  {
    why: 'closePosition on a limit stop',
    before: [LONG],
    send: closeAll({ type: 'STOP', price: '58900' }),
    code: -4136,
    msg: "Target strategy invalid for orderType 'STOP',closePosition 'true'.",
  },
  {
    why: 'closePosition without a position',
    send: closeAll(),
    code: -4509,
    msg: 'Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.',
  },
  {
    why: "closePosition on the position's own side",
    before: [LONG],
    send: closeAll({ side: 'BUY', triggerPrice: '61000' }),
    code: -4509,
    msg: 'Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.',
  },
  {
    why: 'too small a notional',
    send: limit({ quantity: '0.001', price: '49999.9' }),
    code: -4164,
    msg: "Order's notional must be no smaller than 50 (unless you choose reduce only).",
  },
  {
    why: 'a fill-or-kill order beyond the book',
    send: limit({ timeInForce: 'FOK', price: '60001' }),
    code: -5021,
    msg: 'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history.',
  },
  {
    why: 'a post-only order that would take',
    send: limit({ timeInForce: 'GTX', price: '60010' }),
    code: -5022,
    msg: 'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history.',
  },
  {
    why: 'less leverage on an isolated position',
    before: [['POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' }], LONG],
    send: ['POST', '/v1/leverage', { ...SYMBOL, leverage: 5 }],
    code: -4161,
    msg: 'Leverage reduction is not supported in Isolated Margin Mode with open positions.',
  },
]

async function booksOf(of: Bench) {
  const [orders, algoOrders, positions] = await Promise.all([
    of.send('GET', '/v1/openOrders', SYMBOL),
    of.send('GET', '/v1/openAlgoOrders', SYMBOL),
    of.send('GET', '/v3/positionRisk'),
  ])
  return [orders.body, algoOrders.body, positions.body]
}

describe('a refusal', () => {
  test.each(rows)('of $why is $code with Binance’s words, and changes nothing', async row => {
    const of = bench()
    for (const request of row.before ?? []) expect((await of.send(...request)).status).toBe(200)
    const before = await booksOf(of)
    const answer = await of.send(...row.send)
    expect(answer.status).toBe(400)
    expect(answer.body).toEqual({ code: row.code, msg: row.msg })
    expect(await booksOf(of)).toEqual(before)
  })

  test('comes at the 201st conditional order of the account, all symbols together (-4045)', async () => {
    const of = bench({ settings: { maxAlgoOrders: 3 } })
    of.feed.push('ETHUSDT', of.clock.now(), '3000')
    const stop = (symbol: string, triggerPrice: string) =>
      of.send(...algo({ symbol, triggerPrice, quantity: '0.1' }))
    for (const triggerPrice of ['59000', '58000'])
      expect((await stop('BTCUSDT', triggerPrice)).status).toBe(200)
    expect((await stop('ETHUSDT', '2900')).status).toBe(200)
    expect((await stop('ETHUSDT', '2800')).body).toEqual({ code: -4045, msg: 'Reach max stop order limit.' })
  })

  test('of a market order comes when the best price is outside the band around the mark (-4131)', async () => {
    const of = bench({ price: { last: '60000', mark: '57000' } })
    expect((await of.send(...market({}))).body.code).toBe(-4131)
  })

  test('of an unknown path is a 404 with the recorded words', async () => {
    const answer = await bench().send('GET', '/v3/ping')
    expect(answer.status).toBe(404)
    expect(answer.body).toEqual({ code: -5000, msg: 'Path /fapi/v3/ping, Method GET is invalid' })
  })
})
