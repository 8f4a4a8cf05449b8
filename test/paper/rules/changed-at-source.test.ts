import { describe, expect, test } from 'vitest'
import { PriceUnavailable } from '#paper/feed/price-unavailable.ts'
import { bookOf } from '#paper/rules/rule-book.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import type { ExchangeInfoSymbol, VenueRules } from '#paper/rules.ts'
import { bench, START } from '../builder.ts'

const BTC = { symbol: 'BTCUSDT' }
const entry = { ...BTC, side: 'BUY', type: 'MARKET', quantity: '0.015' }
const exit = { ...BTC, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', reduceOnly: true, quantity: '0.015' }
const stop = { ...BTC, side: 'SELL', type: 'STOP_MARKET', algoType: 'CONDITIONAL', closePosition: true }

/** The shipped rules, with changes to BTCUSDT. */
const withBtc = (change: (row: ExchangeInfoSymbol) => ExchangeInfoSymbol): VenueRules => ({
  ...shippedRules,
  exchangeInfo: {
    ...shippedRules.exchangeInfo,
    symbols: shippedRules.exchangeInfo.symbols.map(row => (row.symbol === 'BTCUSDT' ? change(row) : row)),
  },
})
const coarser = withBtc(row => ({
  ...row,
  filters: row.filters.map(each => {
    if (each.filterType === 'PRICE_FILTER') return { ...each, tickSize: '10' }
    return 'stepSize' in each ? { ...each, stepSize: '0.01', minQty: '0.01' } : each
  }),
}))
const ended = withBtc(row => ({ ...row, status: 'SETTLING' }))

/** A venue with a position of 0.015, its stop and a limit order, whose source then gives other rules. */
async function heldThrough(after: VenueRules) {
  let told = bookOf(shippedRules)
  const own = bench({ source: { now: async () => told } })
  expect((await own.send('POST', '/v1/order', entry)).status).toBe(200)
  expect((await own.send('POST', '/v1/order', { ...exit, price: '61000.1' })).status).toBe(200)
  expect((await own.send('POST', '/v1/algoOrder', { ...stop, triggerPrice: '59000.1' })).status).toBe(200)
  told = bookOf(after)
  const held = async () => (await own.send('GET', '/v3/positionRisk', BTC)).body[0]?.positionAmt
  return { ...own, held }
}

test('exchangeInfo shows the current rules, and new orders must meet them', async () => {
  const { send } = await heldThrough(coarser)
  const { body } = await send('GET', '/v1/exchangeInfo')
  const btc = body.symbols.find((row: ExchangeInfoSymbol) => row.symbol === 'BTCUSDT')
  expect(btc.filters).toContainEqual(expect.objectContaining({ filterType: 'PRICE_FILTER', tickSize: '10' }))
  expect((await send('POST', '/v1/order', entry)).body.code).toBe(-4023)
  const offTick = { ...exit, price: '61001', quantity: '0.01', reduceOnly: false }
  expect((await send('POST', '/v1/order', offTick)).body.code).toBe(-4014)
  expect((await send('POST', '/v1/order', { ...entry, quantity: '0.02' })).status).toBe(200)
})

test('existing orders stay: an order on a finer step fills to its end, and a stop closes all of a position', async () => {
  const byLimit = await heldThrough(coarser)
  byLimit.tick('61010')
  byLimit.tick('61020')
  expect(await byLimit.held()).toBeUndefined()
  const byStop = await heldThrough(coarser)
  for (const price of ['59000', '58990', '58990']) byStop.tick(price)
  expect(await byStop.held()).toBeUndefined()
})

test('a symbol that ends accepts no opening order, and allows open positions to be closed', async () => {
  const { send, held } = await heldThrough(ended)
  expect((await send('POST', '/v1/order', entry)).body.code).toBe(-4140)
  await send('DELETE', '/v1/allOpenOrders', BTC)
  const close = { ...BTC, side: 'SELL', type: 'MARKET', quantity: '0.015', reduceOnly: true }
  expect((await send('POST', '/v1/order', close)).status).toBe(200)
  expect(await held()).toBeUndefined()
})

describe('a contract that is over at the source', () => {
  /** Two seconds after the start, when the price has changed. */
  const overAt = START + 2_000
  const over = withBtc(row => ({ ...row, status: 'SETTLING', deliveryDate: overAt }))
  const noPrice = async () => {
    throw new PriceUnavailable('BTCUSDT', 'Binance lists no such symbol.')
  }

  test('settles open positions at its last mark, without a fee, and cancels resting orders', async () => {
    const own = await heldThrough(over)
    own.tick({ last: '60100', mark: '60090' })
    expect(await own.held()).toBe('0.015')
    own.tick({ last: '60200', mark: '60190' })
    own.tick({ last: '70000', mark: '70000' })
    expect(await own.held()).toBeUndefined()
    const trade = (await own.send('GET', '/v1/userTrades', BTC)).body.at(-1)
    expect(trade).toMatchObject({ price: '60190.00', qty: '0.015', side: 'SELL', time: overAt })
    expect(Number(trade.commission)).toBe(0)
    expect((await own.send('GET', '/v1/openOrders', BTC)).body).toEqual([])
    expect((await own.send('GET', '/v1/openAlgoOrders', BTC)).body).toEqual([])
    expect((await own.send('POST', '/v1/order', entry)).body.code).toBe(-4140)
  })

  test('is settled at the last known mark if it has no prices, and leaves the account', async () => {
    const own = await heldThrough(over)
    own.tick({ last: '60100', mark: '60090' })
    expect(await own.held()).toBe('0.015')
    own.feed.push('ETHUSDT', START, '2500')
    const { latest, steps } = own.feed
    Object.assign(own.feed, {
      latest: (symbol: string, at: number) => (symbol === 'BTCUSDT' ? noPrice() : latest(symbol, at)),
      steps: (symbol: string, from: number, to: number) =>
        symbol === 'BTCUSDT' && to > START + 1_000 ? noPrice() : steps(symbol, from, to),
    })
    own.clock.advance(2_000)
    const { status, body } = await own.send('GET', '/v2/account')
    expect([status, Number(body.totalPositionInitialMargin)]).toEqual([200, 0])
    expect((await own.send('GET', '/v1/userTrades', BTC)).body.at(-1)).toMatchObject({
      price: '60090.00',
    })
    const prices = (await own.send('GET', '/v1/ticker/price')).body
    expect(prices.map((row: { symbol: string }) => row.symbol)).toEqual(['ETHUSDT'])
    expect((await own.send('GET', '/v2/account')).status).toBe(200)
  })
})
