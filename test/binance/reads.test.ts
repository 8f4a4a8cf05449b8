import { beforeEach, expect, test } from 'vitest'
import type { Exchange } from '#ports/exchange.ts'
import { anExchange } from './an-exchange.ts'
import exchangeInfo from './fixtures/exchange-info.json' with { type: 'json' }
import recorded from './fixtures/recorded.json' with { type: 'json' }
import { replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
let exchange: Exchange
beforeEach(() => {
  exchange = anExchange({ fetch: server.fetch })
})

test('market rules have both lot sizes, and every symbol whatever its contract and status', async () => {
  const [first, second] = exchangeInfo.symbols
  server.reply('GET /fapi/v1/exchangeInfo', {
    body: { symbols: [first, { ...second, contractType: 'CURRENT_QUARTER', status: 'SETTLING' }] },
  })
  const rules = await exchange.allRules()
  expect(rules[0]).toEqual({
    symbol: 'BTCUSDT',
    contractType: 'PERPETUAL',
    status: 'TRADING',
    quoteAsset: 'USDT',
    marginAsset: 'USDT',
    deliveryDate: 4133404802000,
    tickSize: '0.1',
    stepSize: '0.001',
    minQuantity: '0.001',
    maxQuantity: '1000',
    marketStepSize: '0.001',
    marketMinQuantity: '0.001',
    marketMaxQuantity: '1000',
    minNotional: '100',
  })
  expect(rules[1]).toMatchObject({ contractType: 'CURRENT_QUARTER', status: 'SETTLING' })
})

test('a symbol without the documented filters is left out; rules without any symbol are an error', async () => {
  const [first] = exchangeInfo.symbols
  const odd = { ...first, symbol: 'ODDUSDT', filters: [] }
  server.reply('GET /fapi/v1/exchangeInfo', { body: { symbols: [odd, first] } }, { body: { symbols: [odd] } })
  expect((await exchange.allRules()).map(rules => rules.symbol)).toEqual(['BTCUSDT'])
  await expect(exchange.allRules()).rejects.toThrow(/exchangeInfo: none of 1 symbols/)
})

test('brackets come lowest notional first, their numbers as decimals', async () => {
  const row = { initialLeverage: 75, notionalCap: 10000, notionalFloor: 0, maintMarginRatio: 0.0065, cum: 0 }
  const higher = { ...row, notionalCap: 50000, notionalFloor: 10000, maintMarginRatio: 0.01, cum: 35.0 }
  server.reply('GET /fapi/v1/leverageBracket', { body: [{ symbol: 'ETHUSDT', brackets: [higher, row] }] })
  expect(await exchange.brackets('ETHUSDT')).toEqual([
    {
      initialLeverage: 75,
      notionalCap: '10000',
      maintenanceMarginRatio: '0.0065',
      cumulative: '0',
    },
    {
      initialLeverage: 75,
      notionalCap: '50000',
      maintenanceMarginRatio: '0.01',
      cumulative: '35',
    },
  ])
})

test('a quote has book, last and mark together', async () => {
  server.reply('GET /fapi/v1/ticker/bookTicker', { body: { bidPrice: '97000.00', askPrice: '97000.10' } })
  server.reply('GET /fapi/v2/ticker/price', { body: { price: '97000.50' } })
  server.reply('GET /fapi/v1/premiumIndex', { body: { markPrice: '96998.12345678' } })
  expect(await exchange.quote('BTCUSDT')).toEqual({
    at: 1_738_548_000_000,
    bid: '97000',
    ask: '97000.1',
    last: '97000.5',
    mark: '96998.12345678',
  })
})

test('the balance is that of the margin asset, undefined if the account has none', async () => {
  expect(await exchange.balance('USDC')).toEqual({ wallet: '103.12345678', available: '126.72469206' })
  expect(await exchange.balance('BTC')).toBeUndefined()
})

test('positions have the sign of their amount, and flat rows are left out', async () => {
  const row = {
    symbol: 'ETHUSDT',
    positionSide: 'BOTH',
    positionAmt: '-1.500',
    entryPrice: '2500.10',
    markPrice: '2490.00',
    unRealizedProfit: '15.15000000',
    liquidationPrice: '0',
    updateTime: 1738548000000,
  }
  const flat = { ...row, symbol: 'SOLUSDT', positionAmt: '0.000', updateTime: 0 }
  server.reply('GET /fapi/v3/positionRisk', { body: [flat, row] })
  expect((await exchange.positions()).open).toEqual([
    {
      symbol: 'ETHUSDT',
      side: 'short',
      quantity: '1.5',
      entryPrice: '2500.1',
      markPrice: '2490',
      unrealizedPnl: '15.15',
      liquidationPrice: '0',
      updatedAt: 1738548000000,
    },
  ])
  expect(await exchange.position('SOLUSDT')).toBeUndefined()
  expect((await exchange.position('ETHUSDT'))?.side).toBe('short')
})

test('a regular order reads as recorded on the exchange', async () => {
  server.reply('GET /fapi/v1/openOrders', { body: recorded.orders })
  expect((await exchange.openOrders('BTCUSDT'))[1]).toEqual({
    symbol: 'BTCUSDT',
    orderId: '18229093174',
    clientId: 'x-Cb7ytekJ438abfa0f533911c03c2e4',
    type: 'LIMIT',
    side: 'BUY',
    status: 'NEW',
    price: '50000',
    quantity: '0.001',
    filled: '0',
    reduceOnly: false,
    updatedAt: 1782906850634,
  })
})

test('an algo order that has not triggered has no regular order yet', async () => {
  const [order] = await exchange.openAlgoOrders('BNBUSDT')
  expect(order).toMatchObject({ algoId: '2148627', type: 'TAKE_PROFIT', status: 'NEW', triggerPrice: '750' })
  expect(order).not.toHaveProperty('actualOrderId')
  expect(order).not.toHaveProperty('actualQuantity')
})

test('an algo order that has triggered names the regular order it became', async () => {
  expect(await exchange.algoOrder('BTCUSDT', 'x-yHjDKm8h7cd1bf4f-9ce3-4d55-b9f')).toMatchObject({
    status: 'FINISHED',
    actualOrderId: '974828356187',
    actualQuantity: '0.002',
    reduceOnly: true,
    closePosition: false,
  })
})

test("another client's kind of order does not make the book unreadable", async () => {
  const [known] = recorded.algoOrders
  server.reply('GET /fapi/v1/openAlgoOrders', { body: [{ ...known, orderType: 'VP', quantity: '1' }] })
  expect((await exchange.openAlgoOrders('BTCUSDT'))[0]?.type).toBe('VP')
})

test('integers above 2^53 keep their digits', async () => {
  const [known] = recorded.algoOrders
  const body = JSON.stringify([known]).replace(/"algoId":\d+/, '"algoId":9007199254740993')
  server.reply('GET /fapi/v1/openAlgoOrders', { body })
  const [order] = await exchange.openAlgoOrders('BTCUSDT')
  expect(order).toMatchObject({ algoId: '9007199254740993', createdAt: 1770029305267, closePosition: false })
})

test.each([-2013, -2011])('an order that the exchange does not know (%i) is undefined', async code => {
  const unknown = { status: 400, body: { code, msg: 'Order does not exist.' } }
  server.reply('GET /fapi/v1/order', unknown)
  server.reply('GET /fapi/v1/algoOrder', unknown)
  expect(await exchange.order('BTCUSDT', 'qt-p1-e1')).toBeUndefined()
  expect(await exchange.algoOrder('BTCUSDT', 'qt-p1-s1')).toBeUndefined()
})

test('modes and a symbol’s configuration are read as documented', async () => {
  expect(await exchange.accountModes()).toEqual({ hedgeMode: true, multiAssetsMode: false, canTrade: true })
  expect(await exchange.symbolConfig('BTCUSDT')).toEqual({ leverage: 21, marginMode: 'cross' })
})

test('an answer about another symbol is an error', async () => {
  await expect(exchange.symbolConfig('ETHUSDT')).rejects.toThrow(
    'symbolConfig ETHUSDT: the answer does not name the symbol',
  )
})

test('an answer that lacks a documented field is an error that names the field', async () => {
  server.reply('GET /fapi/v1/premiumIndex', { body: { symbol: 'BTCUSDT' } })
  server.reply('GET /fapi/v1/ticker/bookTicker', { body: { bidPrice: '1', askPrice: '2' } })
  server.reply('GET /fapi/v2/ticker/price', { body: { price: '1' } })
  await expect(exchange.quote('BTCUSDT')).rejects.toThrow(/premiumIndex BTCUSDT.*\n?.*markPrice/s)
})
