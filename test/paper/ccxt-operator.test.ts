import { describe, expect, test } from 'vitest'
import { binanceusdm } from '#binance/ccxt.ts'
import { type Bench, bench, START } from './builder.ts'

const SYMBOL = 'BTC/USDT:USDT'

/** The unmodified client: the venue answers its requests, and its time is the venue's scripted time. */
async function session(of: Bench): Promise<binanceusdm> {
  const exchange = new binanceusdm({
    apiKey: of.settings.apiKey,
    secret: of.settings.secret,
    enableRateLimit: false,
    options: { fetchCurrencies: false, leverageBrackets: {} },
    fetchImplementation: (url: string, init?: RequestInit) => of.venue.fetch(url, init),
  })
  exchange.milliseconds = () => of.clock.now()
  await exchange.loadMarkets()
  return exchange
}

describe('ccxt, unmodified,', () => {
  test('reads the market: candles, trades, book, the day, funding', async () => {
    const of = bench()
    const exchange = await session(of)
    for (const price of ['60100', '59900', '60050']) of.tick(price)
    of.tick({ last: '60060', fundingRate: '0.0001' })
    expect(await exchange.fetchOHLCV(SYMBOL, '1m')).toEqual([
      [START, 60_000, 60_100, 59_900, 60_060, 5_000_000],
    ])
    expect((await exchange.fetchTrades(SYMBOL)).map(trade => [trade.price, trade.side])).toEqual([
      [60_000, 'buy'],
      [60_100, 'buy'],
      [59_900, 'sell'],
      [60_050, 'buy'],
      [60_060, 'buy'],
    ])
    const book = await exchange.fetchOrderBook(SYMBOL, 5)
    expect([book.bids[0]?.[0], book.asks[0]?.[0]]).toEqual([60_056.9, 60_063.1])
    expect(await exchange.fetchTicker(SYMBOL)).toMatchObject({ last: 60_060, high: 60_100, low: 59_900 })
    expect(await exchange.fetchFundingRateHistory(SYMBOL)).toMatchObject([{ fundingRate: 0.0001 }])
    expect(await exchange.fetchFundingIntervals(['LAYER/USDT:USDT'])).toMatchObject({
      'LAYER/USDT:USDT': { interval: '4h' },
    })
  })

  test('sends orders in one request, changes one, and cancels the rest', async () => {
    const exchange = await session(bench())
    const order = (price: number) => ({
      symbol: SYMBOL,
      type: 'limit' as const,
      side: 'buy' as const,
      amount: 0.1,
      price,
      params: {},
    })
    const [first, second] = await exchange.createOrders([order(59_000), order(58_000)])
    const changed = await exchange.editOrder(String(first?.id), SYMBOL, 'limit', 'buy', 0.2, 58_500)
    expect(changed).toMatchObject({ id: first?.id, price: 58_500, amount: 0.2 })
    await exchange.cancelOrders([String(first?.id), String(second?.id)], SYMBOL)
    expect(await exchange.fetchOpenOrders(SYMBOL)).toEqual([])
  })

  test('adds margin to an isolated position and reads it back', async () => {
    const exchange = await session(bench())
    await exchange.setMarginMode('isolated', SYMBOL)
    await exchange.createOrder(SYMBOL, 'market', 'buy', 0.1)
    expect(await exchange.addMargin(SYMBOL, 100)).toMatchObject({ amount: 100, status: 'ok' })
    expect(await exchange.fetchMarginAdjustmentHistory(SYMBOL)).toMatchObject([{ amount: 100, type: 'add' }])
  })

  test('holds a long and a short position in hedge mode, each with its own stop, and closes both', async () => {
    const of = bench()
    const exchange = await session(of)
    await exchange.setPositionMode(true)
    const sides = [
      { positionSide: 'LONG', enter: 'buy', leave: 'sell', stop: 59_000 },
      { positionSide: 'SHORT', enter: 'sell', leave: 'buy', stop: 61_000 },
    ] as const
    for (const { positionSide, enter, leave, stop } of sides) {
      await exchange.createOrder(SYMBOL, 'market', enter, 0.1, undefined, { positionSide })
      const params = { positionSide, stopLossPrice: stop, closePosition: true }
      await exchange.createOrder(SYMBOL, 'market', leave, undefined as unknown as number, undefined, params)
    }
    const positions = await exchange.fetchPositions([SYMBOL])
    expect(positions.map(position => [position.side, position.contracts, position.hedged])).toEqual([
      ['long', 0.1, true],
      ['short', 0.1, true],
    ])
    for (const { positionSide, leave } of sides)
      await exchange.createOrder(SYMBOL, 'market', leave, 0.1, undefined, { positionSide })
    expect(await exchange.fetchPositions([SYMBOL])).toEqual([])
    expect(await exchange.fetchOpenOrders(SYMBOL, undefined, undefined, { trigger: true })).toEqual([])
  })
})
