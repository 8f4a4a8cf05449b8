import { createHmac } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import type { Exchange } from '#ports/exchange.ts'
import { anExchange, credentials, entryOrder, marketClose, primaryStop, serverTime } from './an-exchange.ts'
import recorded from './fixtures/recorded.json' with { type: 'json' }
import { replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
let exchange: Exchange
beforeEach(() => {
  exchange = anExchange({ fetch: server.fetch })
})

/** The parameters beside those of every signed request. */
const said = (route: string) => {
  const { timestamp, recvWindow, signature, ...params } = server.only(route).params
  return params
}

test('every signed request is stamped, windowed and signed over exactly what is sent', async () => {
  await exchange.place(entryOrder)
  await exchange.cancelAll('BTCUSDT')
  for (const route of ['POST /fapi/v1/order', 'DELETE /fapi/v1/allOpenOrders']) {
    const { params, signed, headers } = server.only(route)
    expect(params).toMatchObject({ timestamp: String(serverTime), recvWindow: '5000' })
    expect(params.signature).toBe(createHmac('sha256', credentials.secret).update(signed).digest('hex'))
    expect(headers['x-mbx-apikey']).toBe(credentials.apiKey)
  }
})

test('an entry is sent as a limit order IOC, its decimals unchanged', async () => {
  await exchange.place(entryOrder)
  expect(said('POST /fapi/v1/order')).toEqual({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'IOC',
    quantity: '0.0100',
    price: '97000.10',
    newClientOrderId: 'qt-p1-e1',
    newOrderRespType: 'RESULT',
  })
})

test('a close is sent as a reduce-only market order', async () => {
  await exchange.place(marketClose)
  expect(said('POST /fapi/v1/order')).toEqual({
    symbol: 'BTCUSDT',
    side: 'SELL',
    type: 'MARKET',
    quantity: '0.010',
    reduceOnly: 'true',
    newClientOrderId: 'qt-p1-c1',
    newOrderRespType: 'RESULT',
  })
})

test('a closePosition stop goes to the algo book without quantity and without reduceOnly', async () => {
  await exchange.placeAlgo(primaryStop)
  expect(said('POST /fapi/v1/algoOrder')).toEqual({
    algoType: 'CONDITIONAL',
    symbol: 'BTCUSDT',
    side: 'SELL',
    type: 'STOP_MARKET',
    triggerPrice: '96935.40',
    closePosition: 'true',
    workingType: 'MARK_PRICE',
    priceProtect: 'false',
    clientAlgoId: 'qt-p1-s1',
  })
})

test('a stop limit goes to the algo book reduce-only with quantity and limit', async () => {
  const { symbol, side, triggerPrice } = primaryStop
  await exchange.placeAlgo({
    type: 'STOP',
    symbol,
    side,
    triggerPrice,
    quantity: '0.010',
    price: '96741.60',
    clientId: 'qt-p1-b1',
  })
  expect(said('POST /fapi/v1/algoOrder')).toEqual({
    algoType: 'CONDITIONAL',
    symbol: 'BTCUSDT',
    side: 'SELL',
    type: 'STOP',
    triggerPrice: '96935.40',
    quantity: '0.010',
    reduceOnly: 'true',
    price: '96741.60',
    timeInForce: 'GTC',
    workingType: 'MARK_PRICE',
    priceProtect: 'false',
    clientAlgoId: 'qt-p1-b1',
  })
})

test('a take-profit goes to the algo book reduce-only with a quantity and no price', async () => {
  const { symbol, side } = primaryStop
  await exchange.placeAlgo({
    type: 'TAKE_PROFIT_MARKET',
    symbol,
    side,
    triggerPrice: '97100',
    quantity: '0.005',
    clientId: 'qt-p1-t1',
  })
  expect(said('POST /fapi/v1/algoOrder')).toMatchObject({
    type: 'TAKE_PROFIT_MARKET',
    quantity: '0.005',
    reduceOnly: 'true',
    triggerPrice: '97100',
  })
  expect(said('POST /fapi/v1/algoOrder')).not.toHaveProperty('price')
})

test('orders are looked up and cancelled by client id, each in its own book', async () => {
  await exchange.order('BTCUSDT', 'a')
  await exchange.algoOrder('BTCUSDT', 'b')
  await exchange.cancel('BTCUSDT', 'c')
  await exchange.cancelAlgo('BTCUSDT', 'd')
  await exchange.cancelAllAlgo('BTCUSDT')
  expect(said('GET /fapi/v1/order')).toEqual({ symbol: 'BTCUSDT', origClientOrderId: 'a' })
  expect(said('GET /fapi/v1/algoOrder')).toEqual({ symbol: 'BTCUSDT', clientAlgoId: 'b' })
  expect(said('DELETE /fapi/v1/order')).toEqual({ symbol: 'BTCUSDT', origClientOrderId: 'c' })
  expect(said('DELETE /fapi/v1/algoOrder')).toEqual({ symbol: 'BTCUSDT', clientAlgoId: 'd' })
  expect(said('DELETE /fapi/v1/algoOpenOrders')).toEqual({ symbol: 'BTCUSDT' })
})

test('leverage and margin mode are set in the exchange’s words', async () => {
  expect(await exchange.setLeverage('BTCUSDT', 21)).toEqual({ outcome: 'accepted', value: { leverage: 21 } })
  expect(await exchange.setMarginMode('BTCUSDT', 'cross')).toEqual({ outcome: 'accepted', value: undefined })
  expect(said('POST /fapi/v1/leverage')).toEqual({ symbol: 'BTCUSDT', leverage: '21' })
  expect(said('POST /fapi/v1/marginType')).toEqual({ symbol: 'BTCUSDT', marginType: 'CROSSED' })
})

test('an accepted order is returned as the exchange shows it', async () => {
  server.reply('POST /fapi/v1/order', {
    body: { ...recorded.orders[0], status: 'PARTIALLY_FILLED', executedQty: '0.0004' },
  })
  expect(await exchange.place(entryOrder)).toMatchObject({
    outcome: 'accepted',
    value: { status: 'PARTIALLY_FILLED', quantity: '0.001', filled: '0.0004' },
  })
})

test.each([
  ['paper', 'https://fapi.binance.com'],
  ['demo', 'https://demo-fapi.binance.com'],
  ['live', 'https://fapi.binance.com'],
] as const)('requests for venue %s go to %s', async (venue, address) => {
  await anExchange({ fetch: server.fetch, venue }).positions()
  expect(server.only('GET /fapi/v3/positionRisk').origin).toBe(address)
})

test('paper without its own fetch is an error before it could reach the real exchange', () => {
  expect(() => anExchange({ fetch: undefined as never })).toThrow(/paper venue needs its own fetch/)
  expect(() => anExchange({ fetch: server.fetch, secret: '' })).toThrow(/needs an API key and its secret/)
})

test('usage counts weight by call and scope, and orders separately, and starts over when drained', async () => {
  server.reply('GET /fapi/v1/openOrders', { body: [], headers: { 'X-MBX-USED-WEIGHT-1M': '123' } })
  await exchange.positions()
  await exchange.openOrders('BTCUSDT')
  await exchange.openOrders()
  await exchange.place(entryOrder)
  await exchange.placeAlgo(primaryStop)
  expect(exchange.drainUsage()).toEqual({ weight: 1 + 5 + 1 + 40, orders: 2, usedWeightPerMinute: 123 })
  expect(exchange.drainUsage()).toEqual({ weight: 0, orders: 0 })
})

test('usage has the highest of the exchange’s own counts since the last reading', async () => {
  const used = ['90', '1700', '12'].map(count => ({ body: [], headers: { 'X-MBX-USED-WEIGHT-1M': count } }))
  server.reply('GET /fapi/v1/openOrders', ...used, { body: [] })
  for (const _ of used) await exchange.openOrders('BTCUSDT')
  expect(exchange.drainUsage().usedWeightPerMinute).toBe(1700)
  await exchange.openOrders('BTCUSDT')
  expect(exchange.drainUsage().usedWeightPerMinute).toBeUndefined()
})

test('a quote costs 4 and needs no signature', async () => {
  server.reply('GET /fapi/v1/ticker/bookTicker', { body: { bidPrice: '1', askPrice: '2' } })
  server.reply('GET /fapi/v2/ticker/price', { body: { price: '1' } })
  server.reply('GET /fapi/v1/premiumIndex', { body: { markPrice: '1' } })
  await exchange.quote('BTCUSDT')
  expect(exchange.drainUsage().weight).toBe(4)
  expect(server.requests.filter(({ params }) => 'signature' in params)).toEqual([])
})
