import { expect, test } from 'vitest'
import { createBinanceExchange } from '#binance/binance.ts'
import { bench, START } from '../paper/builder.ts'
import {
  accepted,
  backup,
  books,
  close,
  enter,
  partial,
  primary,
  servedVenue,
  symbol,
} from './served-venue.ts'

test('the adapter configures, enters, protects, ratchets, closes and cleans up, both books right after each step', async () => {
  const { of, exchange } = await servedVenue()
  expect(await exchange.setMarginMode(symbol, 'isolated')).toMatchObject(accepted)
  expect(await exchange.setMarginMode(symbol, 'isolated'), 'already set').toMatchObject(accepted)
  expect(await exchange.setLeverage(symbol, 30)).toEqual({ outcome: 'accepted', value: { leverage: 30 } })
  expect(await exchange.symbolConfig(symbol)).toEqual({ leverage: 30, marginMode: 'isolated' })

  expect(await enter(exchange)).toMatchObject({ ...accepted, value: { status: 'FILLED', filled: '0.1' } })
  expect(await exchange.position(symbol)).toMatchObject({ side: 'long', quantity: '0.1' })
  expect(await books(exchange)).toEqual({ regular: [], algo: [] })

  expect(await exchange.placeAlgo(primary('qt-s1', '59900'))).toMatchObject(accepted)
  expect(await exchange.placeAlgo(backup('qt-b1', '59900', '0.1'))).toMatchObject(accepted)
  expect(await exchange.placeAlgo(partial('TAKE_PROFIT_MARKET', 'qt-t1', '60200'))).toMatchObject(accepted)
  expect((await books(exchange)).algo.toSorted()).toEqual([
    'qt-b1 STOP 59900',
    'qt-s1 STOP_MARKET 59900',
    'qt-t1 TAKE_PROFIT_MARKET 60200',
  ])

  of.tick('60210')
  of.tick('60210')
  expect(await exchange.position(symbol)).toMatchObject({ quantity: '0.05' })
  const rung = await exchange.algoOrder(symbol, 'qt-t1')
  expect(rung).toMatchObject({ status: 'FINISHED', actualQuantity: '0.05' })

  await exchange.placeAlgo(partial('STOP_MARKET', 'qt-x2', '60100'))
  expect((await books(exchange)).algo).toContain('qt-x2 STOP_MARKET 60100')
  expect(
    await exchange.placeAlgo(primary('qt-s2', '60100')),
    'one closePosition stop per direction',
  ).toMatchObject({ outcome: 'refused', code: -4130 })
  expect(await exchange.cancelAlgo(symbol, 'qt-s1')).toMatchObject(accepted)
  expect(await exchange.placeAlgo(primary('qt-s2', '60100'))).toMatchObject(accepted)
  expect(await exchange.placeAlgo(backup('qt-b2', '60100', '0.05'))).toMatchObject(accepted)
  await exchange.cancelAlgo(symbol, 'qt-b1')
  await exchange.cancelAlgo(symbol, 'qt-x2')
  expect((await books(exchange)).algo.toSorted()).toEqual(['qt-b2 STOP 60100', 'qt-s2 STOP_MARKET 60100'])

  expect(await close(exchange, '0.05')).toMatchObject({
    ...accepted,
    value: { filled: '0.05', reduceOnly: true },
  })
  expect(await exchange.position(symbol)).toBeUndefined()
  expect(await exchange.cancelAll(symbol)).toMatchObject(accepted)
  expect(await exchange.cancelAllAlgo(symbol)).toMatchObject(accepted)
  expect(await books(exchange)).toEqual({ regular: [], algo: [] })

  const trades = await exchange.trades(symbol, START)
  expect(trades.map(trade => `${trade.side} ${trade.quantity}`)).toEqual([
    'BUY 0.1',
    'SELL 0.05',
    'SELL 0.05',
  ])
  expect(trades.map(trade => trade.orderId)).toContain(rung?.actualOrderId)
  expect(trades.every(trade => trade.feeAsset === 'USDT' && Number(trade.fee) > 0)).toBe(true)
})

test('the adapter reads market rules, brackets, quote, balance and modes from the venue', async () => {
  const { exchange } = await servedVenue()
  const rules = (await exchange.allRules()).find(each => each.symbol === symbol)
  expect(rules).toMatchObject({ status: 'TRADING', contractType: 'PERPETUAL', marginAsset: 'USDT' })
  expect((await exchange.brackets(symbol))[0]).toMatchObject({ cumulative: '0' })
  const { bid, ask, last, mark } = await exchange.quote(symbol)
  expect([Number(bid) < Number(ask), last, mark]).toEqual([true, '60000', '60000'])
  expect(await exchange.balance('USDT')).toEqual({ wallet: '10000', available: '10000' })
  expect(await exchange.accountModes()).toEqual({ hedgeMode: false, multiAssetsMode: false, canTrade: true })
})

test('every call weighs what the venue counts for it', async () => {
  const { exchange } = await servedVenue()
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
    income: () => exchange.income(symbol, START),
    accountModes: () => exchange.accountModes(),
    symbolConfig: () => exchange.symbolConfig(symbol),
    setLeverage: () => exchange.setLeverage(symbol, 30),
    setMarginMode: () => exchange.setMarginMode(symbol, 'isolated'),
    place: () => enter(exchange),
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

test('the exchange’s time corrects a clock that is a minute off', async () => {
  const of = bench()
  const off = createBinanceExchange({
    apiKey: of.settings.apiKey,
    secret: of.settings.secret,
    venue: 'paper',
    clock: { now: () => of.clock.now() - 60_000, sleep: of.clock.sleep },
    fetch: of.venue.fetch,
  })
  expect((await off.positions()).open).toEqual([])
})

test('the venue’s errors keep their codes', async () => {
  const { exchange } = await servedVenue()
  expect(await exchange.placeAlgo(primary('qt-s1', '59900')), 'no position').toMatchObject({ code: -4509 })
  await enter(exchange)
  expect(await exchange.placeAlgo(primary('qt-s1', '60500')), 'breached already').toMatchObject({
    code: -2021,
  })
  expect(await exchange.cancel(symbol, 'qt-none'), 'unknown order').toMatchObject({ code: -2011 })
  expect(await close(exchange, '0.1')).toMatchObject(accepted)
  expect(await close(exchange, '0.1'), 'nothing to reduce').toMatchObject({ outcome: 'refused', code: -2022 })
})

test('wrong credentials are rejected with a code that says so', async () => {
  const of = bench()
  const stranger = createBinanceExchange({
    apiKey: of.settings.apiKey,
    secret: 'another-secret',
    venue: 'paper',
    clock: of.clock,
    fetch: of.venue.fetch,
  })
  await expect(stranger.positions()).rejects.toMatchObject({ code: -1022, retriable: false })
})
