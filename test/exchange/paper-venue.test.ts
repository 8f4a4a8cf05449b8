import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBinanceExchange } from '#exchange/binance.ts'
import type { Exchange, NewAlgoOrder } from '#exchange/port.ts'
import type { Fetch } from '#exchange/transport.ts'
import { type ServedVenue, serveVenue } from '#paper/serve.ts'
import { type Bench, bench, START } from '../paper/builder.ts'

const symbol = 'BTCUSDT'

/** What becomes of one request on its way to the venue. */
type Fault = 'lost on the way there' | 'answer lost' | 'answer cut off' | { status: number; body: unknown }

let of: Bench
let served: ServedVenue
let exchange: Exchange
/** Route → what the next request to it meets. */
let faults: Map<string, Fault>

beforeEach(async () => {
  of = bench()
  served = await serveVenue(of.venue)
  faults = new Map()
  exchange = createBinanceExchange({
    apiKey: of.settings.apiKey,
    secret: of.settings.secret,
    venue: 'paper',
    clock: of.clock,
    fetch: faulty((url, init) => fetch(url.replace('https://fapi.binance.com', served.url), init)),
  })
})
afterEach(() => served.close())

const faulty =
  (fetch: Fetch): Fetch =>
  async (url, init) => {
    const route = `${init.method} ${new URL(url).pathname}`
    const fault = faults.get(route)
    faults.delete(route)
    if (fault === 'lost on the way there') throw new TypeError('fetch failed')
    const answer = await fetch(url, init)
    if (fault === undefined) return answer
    if (fault === 'answer lost') throw new TypeError('fetch failed')
    if (fault === 'answer cut off') return cutOff(await answer.text())
    return new Response(JSON.stringify(fault.body), { status: fault.status })
  }

/** A body that breaks off in the middle, as undici tells it. */
const cutOff = (body: string) =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2)))
        controller.error(new TypeError('terminated'))
      },
    }),
  )

const enter = () =>
  exchange.place({
    type: 'LIMIT',
    timeInForce: 'IOC',
    symbol,
    side: 'BUY',
    quantity: '0.1',
    price: '60010',
    clientId: 'qt-e1',
  })

const close = (quantity: string) =>
  exchange.place({ type: 'MARKET', reduceOnly: true, symbol, side: 'SELL', quantity, clientId: 'qt-c1' })

const algo = { symbol, side: 'SELL' } as const
const primary = (clientId: string, triggerPrice: string): NewAlgoOrder => ({
  ...algo,
  type: 'STOP_MARKET',
  closePosition: true,
  triggerPrice,
  clientId,
})
const backup = (clientId: string, triggerPrice: string, quantity: string): NewAlgoOrder => ({
  ...algo,
  type: 'STOP',
  triggerPrice,
  price: triggerPrice,
  quantity,
  clientId,
})

/** Both books by client id. */
const books = async () => {
  const [regular, algos] = await Promise.all([exchange.openOrders(symbol), exchange.openAlgoOrders(symbol)])
  return {
    regular: regular.map(order => order.clientId),
    algo: algos.map(order => `${order.clientId} ${order.type} ${order.triggerPrice}`),
  }
}

const accepted = { outcome: 'accepted' }

test('configures, enters, protects, ratchets, closes and cleans up, both books right after each step', async () => {
  expect(await exchange.setMarginMode(symbol, 'isolated')).toMatchObject(accepted)
  expect(await exchange.setMarginMode(symbol, 'isolated'), 'already set').toMatchObject(accepted)
  expect(await exchange.setLeverage(symbol, 30)).toEqual({ outcome: 'accepted', value: { leverage: 30 } })
  expect(await exchange.symbolConfig(symbol)).toEqual({ leverage: 30, marginMode: 'isolated' })

  expect(await enter()).toMatchObject({ ...accepted, value: { status: 'FILLED', filled: '0.1' } })
  expect(await exchange.position(symbol)).toMatchObject({ side: 'long', quantity: '0.1' })
  expect(await books()).toEqual({ regular: [], algo: [] })

  expect(await exchange.placeAlgo(primary('qt-s1', '59900'))).toMatchObject(accepted)
  expect(await exchange.placeAlgo(backup('qt-b1', '59900', '0.1'))).toMatchObject(accepted)
  expect(
    await exchange.placeAlgo({
      ...algo,
      type: 'TAKE_PROFIT_MARKET',
      triggerPrice: '60200',
      quantity: '0.05',
      clientId: 'qt-t1',
    }),
  ).toMatchObject(accepted)
  expect((await books()).algo.toSorted()).toEqual([
    'qt-b1 STOP 59900',
    'qt-s1 STOP_MARKET 59900',
    'qt-t1 TAKE_PROFIT_MARKET 60200',
  ])

  of.tick('60210')
  of.tick('60210')
  expect(await exchange.position(symbol)).toMatchObject({ quantity: '0.05' })
  const rung = await exchange.algoOrder(symbol, 'qt-t1')
  expect(rung).toMatchObject({ status: 'FINISHED', actualQuantity: '0.05' })

  await exchange.placeAlgo({
    ...algo,
    type: 'STOP_MARKET',
    triggerPrice: '60100',
    quantity: '0.05',
    clientId: 'qt-x2',
  })
  expect((await books()).algo).toContain('qt-x2 STOP_MARKET 60100')
  expect(
    await exchange.placeAlgo(primary('qt-s2', '60100')),
    'one closePosition stop per direction',
  ).toMatchObject({ outcome: 'refused', code: -4130 })
  expect(await exchange.cancelAlgo(symbol, 'qt-s1')).toMatchObject(accepted)
  expect(await exchange.placeAlgo(primary('qt-s2', '60100'))).toMatchObject(accepted)
  expect(await exchange.placeAlgo(backup('qt-b2', '60100', '0.05'))).toMatchObject(accepted)
  await exchange.cancelAlgo(symbol, 'qt-b1')
  await exchange.cancelAlgo(symbol, 'qt-x2')
  expect((await books()).algo.toSorted()).toEqual(['qt-b2 STOP 60100', 'qt-s2 STOP_MARKET 60100'])

  expect(await close('0.05')).toMatchObject({ ...accepted, value: { filled: '0.05', reduceOnly: true } })
  expect(await exchange.position(symbol)).toBeUndefined()
  expect(await exchange.cancelAll(symbol)).toMatchObject(accepted)
  expect(await exchange.cancelAllAlgo(symbol)).toMatchObject(accepted)
  expect(await books()).toEqual({ regular: [], algo: [] })

  const trades = await exchange.trades(symbol, START)
  expect(trades.map(trade => `${trade.side} ${trade.quantity}`)).toEqual([
    'BUY 0.1',
    'SELL 0.05',
    'SELL 0.05',
  ])
  expect(trades.map(trade => trade.orderId)).toContain(rung?.actualOrderId)
  expect(trades.every(trade => trade.feeAsset === 'USDT' && Number(trade.fee) > 0)).toBe(true)
})

test('market rules, brackets, quote, balance and modes are read in the venue’s words', async () => {
  const rules = (await exchange.allRules()).find(each => each.symbol === symbol)
  expect(rules).toMatchObject({ status: 'TRADING', contractType: 'PERPETUAL', marginAsset: 'USDT' })
  expect((await exchange.brackets(symbol))[0]).toMatchObject({ notionalFloor: '0' })
  const { bid, ask, last, mark } = await exchange.quote(symbol)
  expect([Number(bid) < Number(ask), last, mark]).toEqual([true, '60000', '60000'])
  expect(await exchange.balance('USDT')).toEqual({ wallet: '10000', available: '10000' })
  expect(await exchange.accountModes()).toEqual({ hedgeMode: false, multiAssetsMode: false, canTrade: true })
  expect(await exchange.commission(symbol)).toMatchObject({ taker: '0.0005' })
})

test('every call costs what the venue counts for it', async () => {
  const calls: Record<string, () => Promise<unknown>> = {
    serverTime: () => exchange.serverTime(),
    allRules: () => exchange.allRules(),
    brackets: () => exchange.brackets(symbol),
    quote: () => exchange.quote(symbol),
    balance: () => exchange.balance('USDT'),
    positions: () => exchange.positions(),
    position: () => exchange.position(symbol),
    openOrders: () => exchange.openOrders(symbol),
    allOpenOrders: () => exchange.openOrders(),
    openAlgoOrders: () => exchange.openAlgoOrders(symbol),
    allOpenAlgoOrders: () => exchange.openAlgoOrders(),
    order: () => exchange.order(symbol, 'qt-e1'),
    algoOrder: () => exchange.algoOrder(symbol, 'qt-s1'),
    trades: () => exchange.trades(symbol, START),
    funding: () => exchange.funding(symbol, START),
    accountModes: () => exchange.accountModes(),
    commission: () => exchange.commission(symbol),
    symbolConfig: () => exchange.symbolConfig(symbol),
    setLeverage: () => exchange.setLeverage(symbol, 30),
    setMarginMode: () => exchange.setMarginMode(symbol, 'isolated'),
    place: enter,
    placeAlgo: () => exchange.placeAlgo(primary('qt-s1', '59900')),
    cancel: () => exchange.cancel(symbol, 'qt-e1'),
    cancelAlgo: () => exchange.cancelAlgo(symbol, 'qt-s1'),
    cancelAll: () => exchange.cancelAll(symbol),
    cancelAllAlgo: () => exchange.cancelAllAlgo(symbol),
  }
  await exchange.serverTime()
  let { usedWeightPerMinute: before } = exchange.drainUsage()
  for (const [name, call] of Object.entries(calls)) {
    await call()
    const { weight, usedWeightPerMinute: after } = exchange.drainUsage()
    expect(weight, name).toBe(Number(after) - Number(before))
    before = after
  }
})

test('a clock that is a minute off is put right by the exchange’s', async () => {
  const off = createBinanceExchange({
    apiKey: of.settings.apiKey,
    secret: of.settings.secret,
    venue: 'paper',
    clock: { now: () => of.clock.now() - 60_000, sleep: of.clock.sleep },
    fetch: of.venue.fetch,
  })
  expect(await off.positions()).toEqual([])
})

test('an entry whose request was lost is unresolved and nowhere to be found', async () => {
  faults.set('POST /fapi/v1/order', 'lost on the way there')
  expect(await enter()).toMatchObject({ outcome: 'unresolved' })
  expect(await exchange.order(symbol, 'qt-e1')).toBeUndefined()
  expect(await exchange.position(symbol)).toBeUndefined()
})

test.each([
  'answer lost',
  'answer cut off',
  { status: 503, body: 'Unknown error, please check your request or try again later.' },
  { status: 408, body: { code: -1007, msg: 'Timeout waiting for response from backend server.' } },
] satisfies Fault[])('an entry that happened is unresolved and found again after: %j', async fault => {
  faults.set('POST /fapi/v1/order', fault)
  expect(await enter()).toMatchObject({ outcome: 'unresolved' })
  expect(await exchange.order(symbol, 'qt-e1')).toMatchObject({ status: 'FILLED', filled: '0.1' })
  expect(await exchange.trades(symbol, START)).toHaveLength(1)
  expect(await exchange.position(symbol)).toMatchObject({ quantity: '0.1' })
})

test('a stop whose answer was lost lives: sent again under its id it counts as accepted, once', async () => {
  await enter()
  faults.set('POST /fapi/v1/algoOrder', 'answer lost')
  expect(await exchange.placeAlgo(backup('qt-b1', '59900', '0.1'))).toMatchObject({ outcome: 'unresolved' })
  expect(await exchange.placeAlgo(backup('qt-b1', '59900', '0.1'))).toMatchObject(accepted)
  expect((await books()).algo).toEqual(['qt-b1 STOP 59900'])
})

test('the venue’s refusals come under their codes', async () => {
  expect(await exchange.placeAlgo(primary('qt-s1', '59900')), 'no position').toMatchObject({ code: -4509 })
  await enter()
  expect(await exchange.placeAlgo(primary('qt-s1', '60500')), 'breached already').toMatchObject({
    code: -2021,
  })
  expect(await exchange.cancel(symbol, 'qt-none'), 'unknown order').toMatchObject({ code: -2011 })
  expect(await close('0.1')).toMatchObject(accepted)
  expect(await close('0.1'), 'nothing to reduce').toMatchObject({ outcome: 'refused', code: -2022 })
})

test('wrong credentials are refused under a code that says so', async () => {
  const stranger = createBinanceExchange({
    apiKey: of.settings.apiKey,
    secret: 'another-secret',
    venue: 'paper',
    clock: of.clock,
    fetch: of.venue.fetch,
  })
  await expect(stranger.positions()).rejects.toMatchObject({ code: -1022, retriable: false })
})
