import { DefaultLogger, WebsocketClient } from 'binance'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { systemClock } from '#ports/clock.ts'
import watching from '../../node_modules/ccxt/js/src/pro/binanceusdm.js'
import { ccxtClient } from './ccxt-client.ts'
import type { StopOrder } from './client.ts'
import { type ServedExchange, serveExchange } from './served-exchange.ts'

let exchange: ServedExchange
beforeEach(async () => {
  exchange = await serveExchange({ BTCUSDT: '60000' })
})
afterEach(() => exchange.close())

const socketUrl = () => exchange.url.replace('http', 'ws')

/** Moves the price now and then, until the awaited event has come. */
async function whilePricesMove<T>(work: Promise<T>): Promise<T> {
  let price = 60_000
  const timer = setInterval(() => {
    price += 1
    exchange.feed.push('BTCUSDT', systemClock.now(), { last: String(price), volume: '2' })
  }, 10)
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}

const trade = { symbol: 'BTCUSDT', side: 'BUY', quantity: 0.1, clientId: 'entry', reduceOnly: false } as const
const stop: StopOrder = {
  ...{ symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_MARKET' },
  ...{ triggerPrice: 59_000, clientId: 'stop' },
}

describe('ccxt.pro, unmodified but for the address,', () => {
  let client: watching
  const symbol = 'BTC/USDT:USDT'
  beforeEach(async () => {
    const { apiKey, secret } = exchange
    client = new watching({ apiKey, secret, options: { fetchCurrencies: false } })
    const api = client.urls.api as Record<string, string & Record<string, string>>
    for (const [name, url] of Object.entries(api))
      if (typeof url === 'string') api[name] = url.replace('https://fapi.binance.com', exchange.url) as never
    const ws = api.ws as Record<string, string>
    ws.future = `${socketUrl()}/ws`
    // ccxt needs this before it takes an address without TLS.
    await client.loadHttpProxyAgent()
    await client.loadMarkets()
  })
  afterEach(() => client.close())

  test('watches trades, candles and the book', async () => {
    const seen = await whilePricesMove(
      Promise.all([
        client.watchTrades(symbol),
        client.watchOHLCV(symbol, '1m'),
        client.watchOrderBook(symbol),
        client.watchBidsAsks([symbol]),
      ]),
    )
    const [trades, candles, book, best] = seen
    expect(trades[0]).toMatchObject({ symbol, amount: 2 })
    expect(candles[0]?.[4]).toBeGreaterThan(60_000)
    expect(book.bids[0]?.[0]).toBeLessThan(Number(book.asks[0]?.[0]))
    expect(book.bids.length).toBe(1000)
    expect(best[symbol]?.ask).toBeGreaterThan(60_000)
  })

  test('watches its orders, trades, balance and positions', async () => {
    // Its first read shows no position; from then on it hears of it.
    expect(await client.watchPositions([symbol])).toEqual([])
    const orders = client.watchOrders(symbol)
    const mine = client.watchMyTrades(symbol)
    const balance = client.watchBalance()
    const positions = client.watchPositions([symbol])
    const asking = ccxtClient(exchange)
    const sockets = () =>
      Object.values(client.clients as Record<string, { url: string; isConnected: boolean }>)
    await expect
      .poll(() => sockets().some(({ url, isConnected }) => url.includes('/private/') && isConnected))
      .toBe(true)
    await asking.market(trade)
    const [order] = await orders
    expect(order).toMatchObject({ clientOrderId: 'entry' })
    expect((await mine)[0]).toMatchObject({ amount: 0.1, side: 'buy' })
    expect((await balance).USDT?.total).toBeLessThan(10_000)
    expect((await positions)[0]).toMatchObject({ contracts: 0.1, side: 'long' })
  })
})

describe('binance (tiagosiebler), unmodified but for the address,', () => {
  let client: WebsocketClient
  const messages: Record<string, unknown>[] = []
  beforeEach(() => {
    const { apiKey: api_key, secret: api_secret, url: baseUrl } = exchange
    const quiet = { ...DefaultLogger, info: () => undefined }
    client = new WebsocketClient(
      { api_key, api_secret, beautify: true, restOptions: { baseUrl } as never },
      quiet,
    )
    const usual = client.getWsUrl.bind(client)
    client.getWsUrl = async (key, type) =>
      (await usual(key, type)).replace('wss://fstream.binance.com', socketUrl())
    messages.length = 0
    client.on('formattedMessage', message => messages.push(message as never))
  })
  afterEach(() => client.closeAll(true))

  test('hears of a whole trade, and of candles', async () => {
    await client.subscribeUsdFuturesUserDataStream()
    await client.subscribe(['btcusdt@kline_1m'], 'usdmMarket')
    const asking = ccxtClient(exchange)
    await asking.market(trade)
    await asking.stop(stop)
    await asking.cancelStop('BTCUSDT', 'stop')
    await asking.market({ ...trade, side: 'SELL', clientId: 'exit', reduceOnly: true })
    const heard = () => messages.map(message => message.eventType)
    await whilePricesMove(expect.poll(heard, { timeout: 5000 }).toContain('kline'))
    await expect
      .poll(() => heard().filter(event => event === 'ORDER_TRADE_UPDATE'), { timeout: 5000 })
      .toHaveLength(4)
    expect(heard().filter(event => event === 'ALGO_UPDATE')).toHaveLength(2)
    expect(heard().filter(event => event === 'ACCOUNT_UPDATE')).toHaveLength(2)
  })
})

describe('a socket', () => {
  const opened = (path: string) => {
    const socket = new WebSocket(socketUrl() + path)
    const messages: unknown[] = []
    socket.on('message', data => messages.push(JSON.parse(String(data))))
    const closed = new Promise<number>(resolve => socket.on('close', resolve))
    const refused = new Promise<number | undefined>(resolve =>
      socket.on('unexpected-response', (_, response) => resolve(response.statusCode)),
    )
    const open = new Promise<void>(resolve => socket.on('open', () => resolve()))
    return { socket, messages, closed, refused, open }
  }

  test('that asks too much is closed, one to nowhere is refused, and all end with the venue', async () => {
    const one = opened('/market/ws')
    await one.open
    for (let id = 1; id <= 11; id++) one.socket.send(JSON.stringify({ method: 'LIST_SUBSCRIPTIONS', id }))
    expect(await one.closed).toBe(1008)
    expect(one.messages).toHaveLength(10)
    expect(await opened('/nowhere').refused).toBe(404)
    const other = opened('/market/ws/btcusdt@aggTrade')
    await other.open
    await exchange.close()
    expect(await other.closed).toBe(1006)
    exchange = await serveExchange({ BTCUSDT: '60000' })
  })
})
