import { dec, toMultiple } from '#domain/decimal.ts'
import { depthPerBp, touchOf } from '../core/book.ts'
import type { Desk } from '../desk/desk.ts'
import type { PriceStep } from '../ports.ts'
import type { SymbolRules } from '../rules.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'

const FUNDING_INTERVAL_MS = 8 * 3_600_000

/** Public data, from the feed's latest step. */
export const marketEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/ping', access: 'public', weight: 1, answer: async () => ({}) },
  {
    method: 'GET',
    path: '/v1/time',
    access: 'public',
    weight: 1,
    answer: async ({ desk }) => ({ serverTime: desk.at }),
  },
  { method: 'GET', path: '/v1/exchangeInfo', access: 'public', weight: 1, answer: getExchangeInfo },
  {
    method: 'GET',
    path: '/v1/premiumIndex',
    access: 'public',
    weight: { withSymbol: 1, without: 10 },
    answer: call => perSymbol(call, premiumIndex),
  },
  {
    method: 'GET',
    path: '/v1/ticker/price',
    access: 'public',
    weight: { withSymbol: 1, without: 2 },
    answer: call => perSymbol(call, priceTicker),
  },
  {
    method: 'GET',
    path: '/v2/ticker/price',
    access: 'public',
    weight: { withSymbol: 1, without: 2 },
    answer: call => perSymbol(call, priceTicker),
  },
  {
    method: 'GET',
    path: '/v1/ticker/bookTicker',
    access: 'public',
    weight: { withSymbol: 2, without: 5 },
    answer: call => perSymbol(call, bookTicker),
  },
  {
    method: 'GET',
    path: '/v1/ticker/24hr',
    access: 'public',
    weight: { withSymbol: 1, without: 40 },
    answer: call => perSymbol(call, dayTicker),
  },
  { method: 'GET', path: '/v1/depth', access: 'public', weight: 5, answer: getDepth },
]

async function getExchangeInfo({ desk, rules }: EndpointCall) {
  return { ...rules.exchangeInfo, serverTime: desk.at }
}

type Row = (step: PriceStep, rules: SymbolRules, desk: Desk) => unknown

/** One object with `symbol`, else an array of every symbol that has a market. */
async function perSymbol({ desk, params, rules }: EndpointCall, row: Row): Promise<unknown> {
  const symbol = params.optional('symbol')
  if (symbol !== undefined) return row(await desk.market.step(symbol), desk.market.rulesOf(symbol), desk)
  const names = rules.exchangeInfo.symbols.map(each => each.symbol)
  const rows = await Promise.all(
    names.map(async name => {
      const step = await desk.market.latest(name)
      return step === undefined ? [] : [row(step, desk.market.rulesOf(name), desk)]
    }),
  )
  return rows.flat()
}

const premiumIndex: Row = (step, { symbol }, desk) => ({
  symbol,
  markPrice: dec(step.mark).toFixed(8),
  indexPrice: dec(step.mark).toFixed(8),
  estimatedSettlePrice: dec(step.mark).toFixed(8),
  lastFundingRate: step.fundingRate ?? '',
  nextFundingTime: (Math.floor(desk.at / FUNDING_INTERVAL_MS) + 1) * FUNDING_INTERVAL_MS,
  time: step.time,
})

const priceTicker: Row = (step, rules) => ({
  symbol: rules.symbol,
  price: dec(step.last).toFixed(rules.pricePrecision),
  time: step.time,
})

const bookTicker: Row = (step, rules, desk) => {
  const touch = touchOf(step, rules, desk.settings)
  const quantity = toMultiple(depthPerBp(step, desk.settings), rules.lot.step, 'down').toFixed(
    rules.quantityPrecision,
  )
  return {
    symbol: rules.symbol,
    bidPrice: touch.bid.toFixed(rules.pricePrecision),
    bidQty: quantity,
    askPrice: touch.ask.toFixed(rules.pricePrecision),
    askQty: quantity,
    time: step.time,
    lastUpdateId: step.time,
  }
}

/** Only what one step tells: the venue keeps no day's statistics. */
const dayTicker: Row = (step, rules) => ({
  symbol: rules.symbol,
  lastPrice: dec(step.last).toFixed(rules.pricePrecision),
  closeTime: step.time,
})

/** The book that market orders walk through: one basis point's depth at each level. */
async function getDepth({ desk, params }: EndpointCall) {
  const rules = desk.market.rulesOf(params.text('symbol'))
  const step = await desk.market.step(rules.symbol)
  const touch = touchOf(step, rules, desk.settings)
  const quantity = toMultiple(depthPerBp(step, desk.settings), rules.lot.step, 'down').toFixed(
    rules.quantityPrecision,
  )
  const levels = Array.from({ length: Math.min(params.integer('limit') ?? 20, 100) }, (_, index) => index)
  const level = (best: typeof touch.bid, outward: 1 | -1) => (index: number) => [
    toMultiple(best.times(dec(1).plus(dec(index * outward).div(10_000))), rules.tickSize, 'down').toFixed(
      rules.pricePrecision,
    ),
    quantity,
  ]
  return {
    lastUpdateId: step.time,
    E: desk.at,
    T: step.time,
    bids: levels.map(level(touch.bid, -1)),
    asks: levels.map(level(touch.ask, 1)),
  }
}
