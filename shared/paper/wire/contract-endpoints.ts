import { dec } from '#domain/decimal.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Facts about contracts other than their prices. */
export const contractEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/openInterest', access: 'public', weight: 1, answer: getOpenInterest },
  { method: 'GET', path: '/v1/constituents', access: 'public', weight: 2, answer: getConstituents },
  { method: 'GET', path: '/v1/symbolAdlRisk', access: 'public', weight: 1, answer: getAdlRisk },
  { method: 'GET', path: '/v1/tradingSchedule', access: 'public', weight: 5, answer: getTradingSchedule },
]

/** The past open interest is unknown: the volume of the last day, which has its magnitude, stands in for it. */
async function getOpenInterest({ session, params, history }: EndpointCall) {
  const { symbol, quantityPrecision } = session.market.rulesOf(params.text('symbol'))
  const step = await session.market.step(symbol)
  const day = await history.day(symbol, session.at)
  return { openInterest: (day?.volume ?? dec(0)).toFixed(quantityPrecision), symbol, time: step.time }
}

/** The index is the mark here, from a single source. */
async function getConstituents({ session, params }: EndpointCall) {
  const { symbol } = session.market.rulesOf(params.text('symbol'))
  const { mark } = await session.market.step(symbol)
  const constituents = [{ exchange: 'paper', symbol, price: dec(mark).toFixed(8), weight: '1.00000000' }]
  return { symbol, time: session.at, constituents }
}

/** Nothing is auto-deleveraged here. Binance updates it every half hour. */
async function getAdlRisk({ session, params, rules }: EndpointCall) {
  const symbol = params.optional('symbol')
  const row = (name: string) => ({
    symbol: name,
    adlRisk: 'low',
    updateTime: Math.floor(session.at / (30 * MINUTE_MS)) * 30 * MINUTE_MS,
  })
  if (symbol !== undefined) return row(session.market.rulesOf(symbol).symbol)
  return rules.exchangeInfo.symbols
    .map(each => each.symbol)
    .filter(session.market.isTraded)
    .map(row)
}

const MARKETS = ['EQUITY', 'COMMODITY', 'KR_EQUITY', 'HK_EQUITY', 'CN_EQUITY', 'FX']

/** The markets behind TradFi contracts, none of which is traded here: all closed, from a week ago to a week ahead. */
async function getTradingSchedule({ session }: EndpointCall) {
  const today = Math.floor(session.at / DAY_MS) * DAY_MS
  const closed = { startTime: today - 7 * DAY_MS, endTime: today + 7 * DAY_MS, type: 'NO_TRADING' }
  return {
    updateTime: session.at,
    marketSchedules: Object.fromEntries(MARKETS.map(market => [market, { sessions: [closed] }])),
  }
}
