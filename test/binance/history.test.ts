import { beforeEach, expect, test } from 'vitest'
import type { Exchange } from '#ports/exchange.ts'
import { anExchange, serverTime } from './an-exchange.ts'
import { replayServerForTests } from './replay-server.ts'

const server = replayServerForTests()
let exchange: Exchange
beforeEach(() => {
  exchange = anExchange({ fetch: server.fetch })
})

const route = 'GET /fapi/v1/userTrades'
const day = 24 * 3600 * 1000
const fill = (id: number, time: number) => ({
  id,
  orderId: 7,
  side: 'SELL',
  price: '7819.01',
  qty: '0.002',
  commission: '0.07819010',
  commissionAsset: 'USDT',
  realizedPnl: '-0.91539999',
  time,
})
const asked = () =>
  server.requests
    .filter(request => request.route === route)
    .map(({ params: { startTime, endTime, fromId } }) => ({ startTime, endTime, fromId }))

test('a trade has price, fee and realised result as decimals', async () => {
  server.reply(route, { body: [fill(698759, serverTime - 5)] })
  expect(await exchange.trades('BTCUSDT', serverTime - 1000)).toEqual([
    {
      id: '698759',
      orderId: '7',
      side: 'SELL',
      price: '7819.01',
      quantity: '0.002',
      fee: '0.0781901',
      feeAsset: 'USDT',
      realizedPnl: '-0.91539999',
      at: serverTime - 5,
    },
  ])
})

test('a full page is followed by id until a page is not full, each trade once', async () => {
  const page = (from: number) =>
    Array.from({ length: 1000 }, (_, n) => fill(from + n, serverTime - 9000 + from + n))
  server.reply(route, { body: page(1) }, { body: page(1001) }, { body: [fill(2001, serverTime - 10)] })
  const trades = await exchange.trades('BTCUSDT', serverTime - 10_000)
  expect(trades.map(trade => Number(trade.id))).toEqual(Array.from({ length: 2001 }, (_, n) => n + 1))
  expect(asked()).toEqual([
    { startTime: String(serverTime - 10_000) },
    { fromId: '1001' },
    { fromId: '2001' },
  ])
})

test('a position of 16 days is read in windows of 7 days, the last one open at its end', async () => {
  const since = serverTime - 16 * day
  server.reply(
    route,
    { body: [fill(1, since)] },
    { body: [fill(2, since + 8 * day)] },
    { body: [fill(3, serverTime)] },
  )
  expect((await exchange.trades('BTCUSDT', since)).map(trade => trade.id)).toEqual(['1', '2', '3'])
  expect(asked()).toEqual([
    { startTime: String(since), endTime: String(since + 7 * day - 1) },
    { startTime: String(since + 7 * day), endTime: String(since + 14 * day - 1) },
    { startTime: String(since + 14 * day) },
  ])
})

test('no request asks for what the exchange no longer keeps', async () => {
  server.reply(route, { body: [] })
  await exchange.trades('BTCUSDT', 0)
  expect(asked()).toHaveLength(13)
  expect(asked()[0]?.startTime).toBe(String(serverTime - 89 * day))
})

test('trades of one instant come in the order of their ids', async () => {
  server.reply(route, { body: [10, 9, 100].map(id => fill(id, serverTime)) })
  expect((await exchange.trades('BTCUSDT', serverTime)).map(trade => trade.id)).toEqual(['9', '10', '100'])
})

test('income has its kind, negative when paid, oldest first; a dividend counts as funding', async () => {
  const paid = { incomeType: 'FUNDING_FEE', asset: 'USDT', symbol: 'BTCUSDT' }
  server.reply('GET /fapi/v1/income', {
    body: [
      { ...paid, income: '0.11000000', time: serverTime - 1 },
      { ...paid, income: '-0.37500000', time: serverTime - 4 },
      { ...paid, incomeType: 'SPECIAL_FUNDING_FEE', income: '-2.5', time: serverTime - 3 },
      { ...paid, incomeType: 'INSURANCE_CLEAR', income: '-8', time: serverTime - 2 },
      { ...paid, incomeType: 'BFUSD_REWARD', income: '1', asset: 'BFUSD', time: serverTime },
    ],
  })
  expect(await exchange.income('BTCUSDT', serverTime - 1000)).toEqual([
    { symbol: 'BTCUSDT', kind: 'funding', amount: '-0.375', asset: 'USDT', at: serverTime - 4 },
    { symbol: 'BTCUSDT', kind: 'funding', amount: '-2.5', asset: 'USDT', at: serverTime - 3 },
    { symbol: 'BTCUSDT', kind: 'liquidation', amount: '-8', asset: 'USDT', at: serverTime - 2 },
    { symbol: 'BTCUSDT', kind: 'funding', amount: '0.11', asset: 'USDT', at: serverTime - 1 },
    { symbol: 'BTCUSDT', kind: 'other', amount: '1', asset: 'BFUSD', at: serverTime },
  ])
  const { params } = server.only('GET /fapi/v1/income')
  expect(params).toMatchObject({ symbol: 'BTCUSDT', startTime: String(serverTime - 1000) })
  expect(params.incomeType).toBeUndefined()
})

test('income of the whole account names its symbols, listed or not', async () => {
  const row = { incomeType: 'REALIZED_PNL', income: '1.5', asset: 'USDT', time: serverTime }
  server.reply('GET /fapi/v1/income', { body: [{ ...row, symbol: 'GONEUSDT' }] })
  expect(await exchange.accountIncome(serverTime - 1000)).toEqual([
    { symbol: 'GONEUSDT', kind: 'realized', amount: '1.5', asset: 'USDT', at: serverTime },
  ])
  expect(server.only('GET /fapi/v1/income').params.symbol).toBeUndefined()
})

test('a full page of income is followed by the next page', async () => {
  const row = { incomeType: 'COMMISSION', asset: 'USDT', symbol: 'BTCUSDT', income: '-1' }
  const page = Array.from({ length: 1000 }, () => ({ ...row, time: serverTime - 2 }))
  server.reply('GET /fapi/v1/income', { body: page }, { body: [{ ...row, time: serverTime - 1 }] })
  expect(await exchange.income('BTCUSDT', serverTime - 1000)).toHaveLength(1001)
  const pages = server.requests.filter(request => request.route === 'GET /fapi/v1/income')
  expect(pages.map(({ params }) => params.page)).toEqual([undefined, '2'])
})
