import { expect, test } from 'vitest'
import { ENDPOINTS } from '#paper/wire/endpoints.ts'
import { bench } from '../builder.ts'
import { type Params, SYMBOL } from '../trader.ts'

/** Binance's documented request weights: with a symbol, and without one if that differs. */
const DOCUMENTED: Readonly<Record<string, readonly [number, number?]>> = {
  'GET /v1/ping': [1],
  'GET /v1/time': [1],
  'GET /v1/exchangeInfo': [1],
  'GET /v1/premiumIndex': [1, 10],
  'GET /v1/ticker/price': [1, 2],
  'GET /v2/ticker/price': [1, 2],
  'GET /v1/ticker/bookTicker': [2, 5],
  'GET /v1/ticker/24hr': [1, 40],
  'GET /v1/depth': [10],
  'GET /v1/klines': [5],
  'GET /v1/continuousKlines': [5],
  'GET /v1/indexPriceKlines': [5],
  'GET /v1/premiumIndexKlines': [5],
  'GET /v1/markPriceKlines': [5],
  'GET /v1/aggTrades': [20],
  'GET /v1/trades': [5],
  'GET /v1/historicalTrades': [20],
  'GET /v1/openInterest': [1],
  'GET /v1/constituents': [2],
  'GET /v1/symbolAdlRisk': [1],
  'GET /v1/tradingSchedule': [5],
  'GET /v1/fundingRate': [0],
  'GET /v1/fundingInfo': [0],
  'POST /v1/order': [0],
  'GET /v1/order': [1],
  'POST /v1/order/test': [0],
  'PUT /v1/order': [0],
  'DELETE /v1/order': [1],
  'GET /v1/openOrder': [1],
  'GET /v1/openOrders': [1, 40],
  'GET /v1/allOrders': [5],
  'DELETE /v1/allOpenOrders': [1],
  'POST /v1/countdownCancelAll': [10],
  'POST /v1/batchOrders': [5],
  'PUT /v1/batchOrders': [5],
  'DELETE /v1/batchOrders': [1],
  'POST /v1/algoOrder': [0],
  'GET /v1/algoOrder': [1],
  'DELETE /v1/algoOrder': [1],
  'GET /v1/openAlgoOrders': [1, 40],
  'GET /v1/allAlgoOrders': [5],
  'DELETE /v1/algoOpenOrders': [1],
  'GET /v1/feeBurn': [30],
  'POST /v1/feeBurn': [1],
  'GET /v1/apiTradingStatus': [1, 10],
  'GET /v1/pmAccountInfo': [5],
  'GET /api/v3/ping': [0],
  'GET /api/v3/time': [0],
  'GET /sapi/v1/account/apiRestrictions': [0],
  'GET /sapi/v1/capital/config/getall': [0],
  'GET /sapi/v1/margin/allPairs': [0],
  'GET /sapi/v1/system/status': [0],
  'GET /v1/positionRisk': [5],
  'GET /v1/account': [5],
  'GET /v1/balance': [5],
  'GET /v2/positionRisk': [5],
  'GET /v3/positionRisk': [5],
  'GET /v2/account': [5],
  'GET /v3/account': [5],
  'GET /v2/balance': [5],
  'GET /v3/balance': [5],
  'GET /v1/accountConfig': [5],
  'GET /v1/symbolConfig': [5],
  'GET /v1/commissionRate': [20],
  'GET /v1/leverageBracket': [1],
  'GET /v1/rateLimit/order': [1],
  'GET /v1/adlQuantile': [5],
  'POST /v1/leverage': [1],
  'POST /v1/marginType': [1],
  'GET /v1/positionSide/dual': [30],
  'POST /v1/positionSide/dual': [1],
  'GET /v1/multiAssetsMargin': [30],
  'POST /v1/multiAssetsMargin': [1],
  'POST /v1/positionMargin': [1],
  'GET /v1/positionMargin/history': [1],
  'POST /v1/listenKey': [1],
  'PUT /v1/listenKey': [1],
  'DELETE /v1/listenKey': [1],
  'GET /v1/userTrades': [5],
  'GET /v1/income': [30],
  'GET /v1/forceOrders': [20, 50],
}

test.each(Object.entries(DOCUMENTED))(
  '%s has the weight that Binance documents',
  async (endpoint, weights) => {
    const [method = '', path = ''] = endpoint.split(' ')
    const weight = async (params: Params) =>
      Number((await bench().send(method, path, params)).headers.get('x-mbx-used-weight-1m'))
    // Refused or not: a request's weight is counted before the request is checked.
    expect(await weight(SYMBOL)).toBe(weights[0])
    if (weights[1] !== undefined) expect(await weight({})).toBe(weights[1])
  },
)

test('the weight of every endpoint is known', () => {
  const all = [...ENDPOINTS.keys()].map(endpoint => endpoint.replace('/fapi', ''))
  expect(all.sort()).toEqual(Object.keys(DOCUMENTED).sort())
})
