import { accountListenKeys } from '#paper/streams/listen-keys.ts'
import { type Bench, bench } from '../builder.ts'
import { MARKET, type Params, SYMBOL } from '../trader.ts'

type Scene = () => Promise<unknown>

const LIMIT = {
  ...SYMBOL,
  side: 'BUY',
  type: 'LIMIT',
  timeInForce: 'GTC',
  quantity: '0.1',
  price: '59000',
  newClientOrderId: 'rest',
}
const STOP = {
  ...SYMBOL,
  algoType: 'CONDITIONAL',
  side: 'SELL',
  type: 'STOP_MARKET',
  quantity: '0.1',
  reduceOnly: true,
  triggerPrice: '59900',
  clientAlgoId: 'stop',
}
const CHANGE = { ...SYMBOL, side: 'BUY', origClientOrderId: 'rest', quantity: '0.2', price: '58000' }

async function ask(of: Bench, method: string, path: string, params: Params = {}): Promise<unknown> {
  const { status, body } = await of.send(method, path, params)
  if (status !== 200)
    throw new Error(`${method} ${path}: expected 200, got ${status} ${JSON.stringify(body)}.`)
  return body
}

/** A fresh venue after some requests. */
async function after(...requests: readonly (readonly [string, string, Params])[]): Promise<Bench> {
  const of = bench()
  for (const request of requests) await ask(of, ...request)
  return of
}

const trading = () => after(['POST', '/v1/order', MARKET])
const resting = () => after(['POST', '/v1/order', LIMIT])
const isolated = () =>
  after(['POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' }], ['POST', '/v1/order', MARKET])
const hedging = () =>
  after(
    ['POST', '/v1/positionSide/dual', { dualSidePosition: 'true' }],
    ['POST', '/v1/order', { ...MARKET, positionSide: 'LONG' }],
  )
async function stopped(): Promise<Bench> {
  const of = await trading()
  await ask(of, 'POST', '/v1/algoOrder', STOP)
  return of
}
async function triggered(): Promise<Bench> {
  const of = await stopped()
  of.tick('59900')
  of.tick('59900')
  return of
}
async function liquidated(): Promise<Bench> {
  const of = await isolated()
  of.tick('50000')
  return of
}
async function funded(): Promise<Bench> {
  const of = await trading()
  of.tick({ last: '60000', fundingRate: '0.0001' })
  return of
}

const read =
  (of: () => Promise<Bench>, path: string, params: Params = SYMBOL): Scene =>
  async () =>
    ask(await of(), 'GET', path, params)
const change =
  (of: () => Promise<Bench>, method: string, path: string, params: Params): Scene =>
  async () =>
    ask(await of(), method, path, params)

const fresh = async () => bench()
const streaming = async () => bench({ listenKeys: accountListenKeys() })
async function listening(): Promise<Bench> {
  const of = await streaming()
  await ask(of, 'POST', '/v1/listenKey')
  return of
}

/** For each endpoint one of our bodies, with every field that can occur. */
export const SCENES: Readonly<Record<string, Scene>> = {
  'GET /fapi/v1/ping': read(fresh, '/v1/ping'),
  'GET /fapi/v1/time': read(fresh, '/v1/time'),
  'GET /fapi/v1/exchangeInfo': read(fresh, '/v1/exchangeInfo'),
  'GET /fapi/v1/premiumIndex': read(fresh, '/v1/premiumIndex'),
  'GET /fapi/v1/ticker/price': read(fresh, '/v1/ticker/price'),
  'GET /fapi/v2/ticker/price': read(fresh, '/v2/ticker/price'),
  'GET /fapi/v1/ticker/bookTicker': read(fresh, '/v1/ticker/bookTicker'),
  'GET /fapi/v1/ticker/24hr': read(fresh, '/v1/ticker/24hr'),
  'GET /fapi/v1/depth': read(fresh, '/v1/depth'),
  'GET /fapi/v1/continuousKlines': read(fresh, '/v1/continuousKlines', {
    pair: 'BTCUSDT',
    contractType: 'PERPETUAL',
    interval: '1m',
  }),
  'GET /fapi/v1/indexPriceKlines': read(fresh, '/v1/indexPriceKlines', { pair: 'BTCUSDT', interval: '1m' }),
  'GET /fapi/v1/premiumIndexKlines': read(fresh, '/v1/premiumIndexKlines', { ...SYMBOL, interval: '1m' }),
  'GET /fapi/v1/historicalTrades': read(fresh, '/v1/historicalTrades'),
  'GET /fapi/v1/openInterest': read(fresh, '/v1/openInterest'),
  'GET /fapi/v1/constituents': read(fresh, '/v1/constituents'),
  'GET /fapi/v1/symbolAdlRisk': read(fresh, '/v1/symbolAdlRisk'),
  'GET /fapi/v1/tradingSchedule': read(fresh, '/v1/tradingSchedule', {}),
  'GET /api/v3/ping': read(fresh, '/api/v3/ping', {}),
  'GET /api/v3/time': read(fresh, '/api/v3/time', {}),
  'GET /sapi/v1/account/apiRestrictions': read(fresh, '/sapi/v1/account/apiRestrictions', {}),
  'GET /sapi/v1/capital/config/getall': read(fresh, '/sapi/v1/capital/config/getall', {}),
  'GET /sapi/v1/margin/allPairs': read(fresh, '/sapi/v1/margin/allPairs', {}),
  'GET /sapi/v1/system/status': read(fresh, '/sapi/v1/system/status', {}),
  'GET /fapi/v1/klines': read(fresh, '/v1/klines', { ...SYMBOL, interval: '1m' }),
  'GET /fapi/v1/markPriceKlines': read(fresh, '/v1/markPriceKlines', { ...SYMBOL, interval: '1m' }),
  'GET /fapi/v1/aggTrades': read(fresh, '/v1/aggTrades'),
  'GET /fapi/v1/trades': read(fresh, '/v1/trades'),
  'GET /fapi/v1/fundingRate': read(funded, '/v1/fundingRate'),
  'GET /fapi/v1/fundingInfo': read(fresh, '/v1/fundingInfo'),

  'POST /fapi/v1/order': change(fresh, 'POST', '/v1/order', { ...MARKET, newOrderRespType: 'RESULT' }),
  'POST /fapi/v1/order/test': change(fresh, 'POST', '/v1/order/test', LIMIT),
  'GET /fapi/v1/order': read(resting, '/v1/order', { ...SYMBOL, origClientOrderId: 'rest' }),
  'PUT /fapi/v1/order': change(resting, 'PUT', '/v1/order', CHANGE),
  'DELETE /fapi/v1/order': change(resting, 'DELETE', '/v1/order', { ...SYMBOL, origClientOrderId: 'rest' }),
  'GET /fapi/v1/openOrder': read(resting, '/v1/openOrder', { ...SYMBOL, origClientOrderId: 'rest' }),
  'GET /fapi/v1/openOrders': read(resting, '/v1/openOrders'),
  'GET /fapi/v1/allOrders': read(trading, '/v1/allOrders'),
  'DELETE /fapi/v1/allOpenOrders': change(resting, 'DELETE', '/v1/allOpenOrders', SYMBOL),
  'POST /fapi/v1/countdownCancelAll': change(resting, 'POST', '/v1/countdownCancelAll', {
    ...SYMBOL,
    countdownTime: 100_000,
  }),
  'POST /fapi/v1/batchOrders': change(fresh, 'POST', '/v1/batchOrders', {
    batchOrders: JSON.stringify([MARKET, { ...MARKET, side: 'BUY', reduceOnly: true }]),
  }),
  'PUT /fapi/v1/batchOrders': change(resting, 'PUT', '/v1/batchOrders', {
    batchOrders: JSON.stringify([CHANGE, { ...CHANGE, origClientOrderId: 'none' }]),
  }),
  'DELETE /fapi/v1/batchOrders': change(resting, 'DELETE', '/v1/batchOrders', {
    ...SYMBOL,
    origClientOrderIdList: '["rest","none"]',
  }),

  'POST /fapi/v1/algoOrder': change(trading, 'POST', '/v1/algoOrder', STOP),
  'GET /fapi/v1/algoOrder': read(triggered, '/v1/algoOrder', { clientAlgoId: 'stop' }),
  'DELETE /fapi/v1/algoOrder': change(stopped, 'DELETE', '/v1/algoOrder', { clientAlgoId: 'stop' }),
  'GET /fapi/v1/openAlgoOrders': read(stopped, '/v1/openAlgoOrders'),
  'GET /fapi/v1/allAlgoOrders': read(triggered, '/v1/allAlgoOrders'),
  'DELETE /fapi/v1/algoOpenOrders': change(stopped, 'DELETE', '/v1/algoOpenOrders', SYMBOL),

  'GET /fapi/v1/feeBurn': read(fresh, '/v1/feeBurn', {}),
  'POST /fapi/v1/feeBurn': change(fresh, 'POST', '/v1/feeBurn', { feeBurn: 'true' }),
  'GET /fapi/v1/apiTradingStatus': read(trading, '/v1/apiTradingStatus', {}),
  'GET /fapi/v1/pmAccountInfo': read(fresh, '/v1/pmAccountInfo', { asset: 'USDT' }),
  'GET /fapi/v1/account': read(isolated, '/v1/account', {}),
  'GET /fapi/v1/balance': read(trading, '/v1/balance', {}),
  'GET /fapi/v1/positionRisk': read(isolated, '/v1/positionRisk'),
  'GET /fapi/v2/positionRisk': read(isolated, '/v2/positionRisk'),
  'GET /fapi/v3/positionRisk': read(hedging, '/v3/positionRisk'),
  'GET /fapi/v2/account': read(isolated, '/v2/account'),
  'GET /fapi/v3/account': read(isolated, '/v3/account'),
  'GET /fapi/v2/balance': read(trading, '/v2/balance'),
  'GET /fapi/v3/balance': read(trading, '/v3/balance'),
  'GET /fapi/v1/accountConfig': read(fresh, '/v1/accountConfig'),
  'GET /fapi/v1/symbolConfig': read(fresh, '/v1/symbolConfig'),
  'GET /fapi/v1/commissionRate': read(fresh, '/v1/commissionRate'),
  'GET /fapi/v1/leverageBracket': read(fresh, '/v1/leverageBracket'),
  'GET /fapi/v1/rateLimit/order': read(fresh, '/v1/rateLimit/order'),
  'GET /fapi/v1/adlQuantile': async () => [
    ...((await read(trading, '/v1/adlQuantile', {})()) as readonly unknown[]),
    ...((await read(hedging, '/v1/adlQuantile', {})()) as readonly unknown[]),
  ],

  'POST /fapi/v1/leverage': change(fresh, 'POST', '/v1/leverage', { ...SYMBOL, leverage: 21 }),
  'POST /fapi/v1/marginType': change(fresh, 'POST', '/v1/marginType', { ...SYMBOL, marginType: 'ISOLATED' }),
  'GET /fapi/v1/positionSide/dual': read(fresh, '/v1/positionSide/dual'),
  'POST /fapi/v1/positionSide/dual': change(fresh, 'POST', '/v1/positionSide/dual', {
    dualSidePosition: 'true',
  }),
  'GET /fapi/v1/multiAssetsMargin': read(fresh, '/v1/multiAssetsMargin'),
  'POST /fapi/v1/multiAssetsMargin': change(fresh, 'POST', '/v1/multiAssetsMargin', {
    multiAssetsMargin: 'true',
  }),
  'POST /fapi/v1/positionMargin': change(isolated, 'POST', '/v1/positionMargin', {
    ...SYMBOL,
    amount: '100',
    type: 1,
  }),
  'GET /fapi/v1/positionMargin/history': async () => {
    const of = await isolated()
    await ask(of, 'POST', '/v1/positionMargin', { ...SYMBOL, amount: '100', type: 1 })
    return ask(of, 'GET', '/v1/positionMargin/history', SYMBOL)
  },

  'POST /fapi/v1/listenKey': change(streaming, 'POST', '/v1/listenKey', {}),
  'PUT /fapi/v1/listenKey': change(listening, 'PUT', '/v1/listenKey', {}),
  'DELETE /fapi/v1/listenKey': change(listening, 'DELETE', '/v1/listenKey', {}),

  'GET /fapi/v1/userTrades': read(trading, '/v1/userTrades'),
  'GET /fapi/v1/income': read(funded, '/v1/income', {}),
  'GET /fapi/v1/forceOrders': read(liquidated, '/v1/forceOrders', {}),
}
