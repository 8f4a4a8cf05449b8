import { afterEach, describe, expect, test } from 'vitest'
import { binanceusdm } from '#binance/ccxt.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import type { Answer } from '#ports/answer.ts'
import { type ServedVenue, serveVenue } from '../../infra/local/market/serve.ts'
import { type Bench, bench } from './builder.ts'

const SYMBOL = 'BTC/USDT:USDT'
let served: ServedVenue | undefined

afterEach(async () => {
  await served?.close()
  served = undefined
})

type Fetch = (url: string, init?: RequestInit) => Promise<Answer>

/** The unmodified client; only its requests are redirected. */
function client(of: Bench, fetchImplementation: Fetch): binanceusdm {
  const exchange = new binanceusdm({
    apiKey: of.settings.apiKey,
    secret: of.settings.secret,
    enableRateLimit: false,
    options: {
      fetchCurrencies: false,
      leverageBrackets: {},
      setMarginMode: { throwMarginModeAlreadySet: false },
      recvWindow: 5000,
    },
    fetchImplementation,
  })
  // The venue's time is scripted, so the client's must be too.
  exchange.milliseconds = () => of.clock.now()
  return exchange
}

async function overHttp(of: Bench): Promise<binanceusdm> {
  const listening = await serveVenue(of.venue)
  served = listening
  return client(of, (url, init) => fetch(url.replace('https://fapi.binance.com', listening.url), init))
}

/** Both books, as the client sees them: regular orders, and algo orders by client id and status. */
async function books(exchange: binanceusdm) {
  const regular = await exchange.fetchOpenOrders(SYMBOL)
  const algo = await exchange.fetchOpenOrders(SYMBOL, undefined, undefined, { trigger: true })
  return {
    regular: regular.map(order => order.clientOrderId),
    algo: algo.map(order => `${order.info.clientAlgoId} ${order.info.algoStatus} ${order.info.triggerPrice}`),
  }
}

const stop = (clientOrderId: string, stopLossPrice: number, more: object) => ({
  clientOrderId,
  stopLossPrice,
  workingType: 'MARK_PRICE',
  priceProtect: false,
  ...more,
})

async function openProtected(exchange: binanceusdm): Promise<void> {
  await exchange.loadMarkets()
  await exchange.setMarginMode('isolated', SYMBOL)
  await exchange.setLeverage(30, SYMBOL)
  await exchange.createOrder(SYMBOL, 'limit', 'buy', 0.1, 60_010, {
    timeInForce: 'IOC',
    clientOrderId: 'qt-entry',
  })
  await exchange.createOrder(SYMBOL, 'market', 'sell', undefined as unknown as number, undefined, {
    ...stop('qt-primary-1', 59_900, { closePosition: true }),
  })
  await exchange.createOrder(
    SYMBOL,
    'limit',
    'sell',
    0.1,
    59_780,
    stop('qt-backup-1', 59_900, { reduceOnly: true }),
  )
  await exchange.createOrder(SYMBOL, 'market', 'sell', 0.05, undefined, {
    takeProfitPrice: 60_200,
    clientOrderId: 'qt-rung-1',
    workingType: 'MARK_PRICE',
    reduceOnly: true,
  })
}

describe('the unmodified ccxt client over HTTP', () => {
  test('opens, protects, ratchets over a bridge and closes, both books right after each step', async () => {
    const of = bench()
    const exchange = await overHttp(of)

    await openProtected(exchange)
    expect(await books(exchange)).toEqual({
      regular: [],
      algo: ['qt-primary-1 NEW 59900.00', 'qt-backup-1 NEW 59900.00', 'qt-rung-1 NEW 60200.00'],
    })
    const [opened] = await exchange.fetchPositions([SYMBOL])
    expect(opened).toMatchObject({ side: 'long', contracts: 0.1, entryPrice: 60_003 })

    of.tick('60210')
    of.tick('60210')
    expect((await books(exchange)).algo).toEqual(['qt-primary-1 NEW 59900.00', 'qt-backup-1 NEW 59900.00'])
    expect((await exchange.fetchPositions([SYMBOL]))[0]?.contracts).toBe(0.05)

    await exchange.createOrder(
      SYMBOL,
      'market',
      'sell',
      0.05,
      undefined,
      stop('qt-bridge', 60_100, { reduceOnly: true }),
    )
    expect((await books(exchange)).algo).toContain('qt-bridge NEW 60100.00')
    await exchange.cancelOrder('', SYMBOL, { clientAlgoId: 'qt-primary-1', trigger: true })
    await exchange.createOrder(SYMBOL, 'market', 'sell', undefined as unknown as number, undefined, {
      ...stop('qt-primary-2', 60_100, { closePosition: true }),
    })
    await exchange.createOrder(
      SYMBOL,
      'limit',
      'sell',
      0.05,
      59_980,
      stop('qt-backup-2', 60_100, { reduceOnly: true }),
    )
    expect((await books(exchange)).algo).toEqual([
      'qt-backup-1 NEW 59900.00',
      'qt-bridge NEW 60100.00',
      'qt-primary-2 NEW 60100.00',
      'qt-backup-2 NEW 60100.00',
    ])
    await exchange.cancelOrder('', SYMBOL, { clientAlgoId: 'qt-backup-1', trigger: true })
    await exchange.cancelOrder('', SYMBOL, { clientAlgoId: 'qt-bridge', trigger: true })
    expect((await books(exchange)).algo).toEqual(['qt-primary-2 NEW 60100.00', 'qt-backup-2 NEW 60100.00'])

    const close = await exchange.createOrder(SYMBOL, 'market', 'sell', 0.05, undefined, {
      reduceOnly: true,
      clientOrderId: 'qt-close',
    })
    expect(close).toMatchObject({ status: 'closed', filled: 0.05 })
    expect(await exchange.fetchPositions([SYMBOL])).toEqual([])
    expect(await books(exchange), 'the closePosition stop goes with the position, the backup stays').toEqual({
      regular: [],
      algo: ['qt-backup-2 NEW 60100.00'],
    })
    await exchange.cancelAllOrders(SYMBOL)
    await exchange.cancelAllOrders(SYMBOL, { trigger: true })
    expect(await books(exchange)).toEqual({ regular: [], algo: [] })

    const [life] = positionLifetimes(await of.venue.ledger('BTCUSDT'))
    expect(life).toMatchObject({ side: 'long', nakedMs: 0, liquidated: false })
    expect(life?.exitQuantity.toFixed()).toBe('0.1')
  })

  test('a stop that is hit ends as a filled order with its own id, read from the trades', async () => {
    const of = bench()
    const exchange = await overHttp(of)
    await openProtected(exchange)

    of.tick('59895')
    of.tick('59880')

    expect(await exchange.fetchPositions([SYMBOL])).toEqual([])
    const primary = await exchange.fetchOrder('', SYMBOL, { clientAlgoId: 'qt-primary-1', trigger: true })
    expect(primary.info).toMatchObject({ algoStatus: 'FINISHED', actualQty: '0.100' })
    const trades = await exchange.fetchMyTrades(SYMBOL, undefined, undefined, {
      orderId: primary.info.actualOrderId,
    })
    expect(trades.map(trade => [trade.side, trade.price, trade.amount])).toEqual([['sell', 59_877, 0.1]])
    const backup = await exchange.fetchOrder('', SYMBOL, { clientAlgoId: 'qt-backup-1', trigger: true })
    expect(backup.info).toMatchObject({
      algoStatus: 'REJECTED',
      failReason: '-2022 ReduceOnly Order is rejected.',
    })
  })

  test('sees the request weight and the order count in the headers', async () => {
    const of = bench()
    const exchange = await overHttp(of)
    await openProtected(exchange)
    const headers = exchange.last_response_headers as Record<string, string>
    expect(headers['X-Mbx-Used-Weight-1m']).toBe('3')
    expect(headers['X-Mbx-Order-Count-10s']).toBe('4')
  })
})

describe('the unmodified ccxt client handed the venue as fetchImplementation', () => {
  test('keeps its own error classes', async () => {
    const of = bench()
    const exchange = client(of, of.venue.fetch)
    await exchange.loadMarkets()
    const order = (amount: number, price: number) =>
      exchange.createOrder(SYMBOL, 'limit', 'buy', amount, price)
    await expect(order(100, 60_000)).rejects.toMatchObject({ name: 'InsufficientFunds' })
    await expect(order(0.000_9, 60_000)).rejects.toMatchObject({ name: 'InvalidOrder' })
    await expect(exchange.cancelOrder('1', SYMBOL)).rejects.toMatchObject({ name: 'OrderNotFound' })
    await expect(
      exchange.createOrder(SYMBOL, 'market', 'sell', 0.01, undefined, { stopLossPrice: 61_000 }),
    ).rejects.toMatchObject({ name: 'OrderImmediatelyFillable' })
    await expect(
      exchange.createOrder(SYMBOL, 'market', 'sell', 0.01, undefined, { reduceOnly: true }),
    ).rejects.toMatchObject({ name: 'InvalidOrder' })
  })

  test('reads balance, leverage, brackets, fees, funding and history', async () => {
    const of = bench()
    const exchange = client(of, of.venue.fetch)
    await openProtected(exchange)
    of.tick({ last: '60050', fundingRate: '0.0001' })

    expect((await exchange.fetchBalance()).USDT).toMatchObject({ total: 10_001.099_35, free: 9796.989_85 })
    expect(await exchange.fetchLeverage(SYMBOL)).toMatchObject({ longLeverage: 30, marginMode: 'isolated' })
    expect((await exchange.fetchLeverageTiers([SYMBOL]))[SYMBOL]).toHaveLength(12)
    expect(await exchange.fetchTradingFee(SYMBOL)).toMatchObject({ maker: 0.0002, taker: 0.0005 })
    expect((await exchange.fetchFundingHistory(SYMBOL))[0]?.amount).toBe(-0.6005)
    expect(await exchange.fetchPositionMode(SYMBOL)).toMatchObject({ hedged: false })
    expect((await exchange.fetchMarkPrices([SYMBOL]))[SYMBOL]).toMatchObject({ markPrice: 60_050 })
    expect((await exchange.fetchTicker(SYMBOL)).last).toBe(60_050)
    expect((await exchange.fetchBidsAsks([SYMBOL]))[SYMBOL]).toMatchObject({ bid: 60_046.9, ask: 60_053.1 })
    expect((await exchange.fetchOrders(SYMBOL)).map(order => order.status)).toEqual(['closed'])
    expect((await exchange.fetchOrderBook(SYMBOL, 5)).bids).toHaveLength(5)
  })
})
