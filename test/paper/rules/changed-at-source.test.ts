import { expect, test } from 'vitest'
import { bookOf } from '#paper/rules/rule-book.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import type { ExchangeInfoSymbol, VenueRules } from '#paper/rules.ts'
import { bench } from '../builder.ts'

const BTC = { symbol: 'BTCUSDT' }
const entry = { ...BTC, side: 'BUY', type: 'MARKET', quantity: '0.015' }
const exit = { ...BTC, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', reduceOnly: true, quantity: '0.015' }
const stop = { ...BTC, side: 'SELL', type: 'STOP_MARKET', algoType: 'CONDITIONAL', closePosition: true }

/** The shipped rules, with other ones of BTCUSDT. */
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

/** A venue with a position of 0.015, its stop and a limit order, whose source then tells other rules. */
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

test('exchangeInfo shows the rules of the moment, and new orders are held to them', async () => {
  const { send } = await heldThrough(coarser)
  const { body } = await send('GET', '/v1/exchangeInfo')
  const btc = body.symbols.find((row: ExchangeInfoSymbol) => row.symbol === 'BTCUSDT')
  expect(btc.filters).toContainEqual(expect.objectContaining({ filterType: 'PRICE_FILTER', tickSize: '10' }))
  expect((await send('POST', '/v1/order', entry)).body.code).toBe(-4023)
  const offTick = { ...exit, price: '61001', quantity: '0.01', reduceOnly: false }
  expect((await send('POST', '/v1/order', offTick)).body.code).toBe(-4014)
  expect((await send('POST', '/v1/order', { ...entry, quantity: '0.02' })).status).toBe(200)
})

test('what stands stays: an order of a finer step fills to its end, and a stop closes all of a position', async () => {
  const byLimit = await heldThrough(coarser)
  byLimit.tick('61010')
  byLimit.tick('61020')
  expect(await byLimit.held()).toBeUndefined()
  const byStop = await heldThrough(coarser)
  for (const price of ['59000', '58990', '58990']) byStop.tick(price)
  expect(await byStop.held()).toBeUndefined()
})

test('a symbol that ends takes no order that opens, and lets what is open be closed', async () => {
  const { send, held } = await heldThrough(ended)
  expect((await send('POST', '/v1/order', entry)).body.code).toBe(-4140)
  await send('DELETE', '/v1/allOpenOrders', BTC)
  const close = { ...BTC, side: 'SELL', type: 'MARKET', quantity: '0.015', reduceOnly: true }
  expect((await send('POST', '/v1/order', close)).status).toBe(200)
  expect(await held()).toBeUndefined()
})
