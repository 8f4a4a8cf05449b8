import { dec, toMultiple } from '#domain/decimal.ts'
import { depthPerBp, touchOf } from '../core/book.ts'
import type { FundingState, PriceStep } from '../ports.ts'
import type { SymbolRules } from '../rules.ts'
import type { Session } from '../session/session.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { depthEndpoint } from './synthetic-depth.ts'

/** Public data, from the feed's latest step. */
export const marketEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/ping', access: 'public', weight: 1, answer: async () => ({}) },
  {
    method: 'GET',
    path: '/v1/time',
    access: 'public',
    weight: 1,
    answer: async ({ session }) => ({ serverTime: session.at }),
  },
  { method: 'GET', path: '/v1/exchangeInfo', access: 'public', weight: 1, answer: getExchangeInfo },
  {
    method: 'GET',
    path: '/v1/premiumIndex',
    access: 'public',
    weight: { withSymbol: 1, without: 10 },
    answer: call => perSymbol(call, premiumIndexNow),
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
  depthEndpoint,
]

async function getExchangeInfo({ session, rules }: EndpointCall) {
  const symbols = rules.exchangeInfo.symbols.filter(({ symbol }) => session.market.isTraded(symbol))
  return { ...rules.exchangeInfo, symbols, serverTime: session.at }
}

type Row = (step: PriceStep, rules: SymbolRules, seen: Session) => unknown

/** One object with `symbol`, otherwise an array of every symbol that has a market. */
async function perSymbol({ session, params, rules }: EndpointCall, row: Row): Promise<unknown> {
  const symbol = params.optional('symbol')
  if (symbol !== undefined)
    return row(await session.market.step(symbol), session.market.rulesOf(symbol), session)
  const names = rules.listed
  const rows = await Promise.all(
    names.map(async name => {
      const step = await session.market.latest(name)
      return step === undefined ? [] : [await row(step, session.market.rulesOf(name), session)]
    }),
  )
  return rows.flat()
}

const premiumIndexNow: Row = async (step, rules, { at, market }) =>
  premiumIndex(step, rules, at, await market.fundingState(rules.symbol))

export const premiumIndex = (
  step: PriceStep,
  { symbol, fundingIntervalMs }: SymbolRules,
  at: number,
  funding: FundingState | undefined,
) => ({
  symbol,
  markPrice: dec(step.mark).toFixed(8),
  indexPrice: dec(step.mark).toFixed(8),
  estimatedSettlePrice: dec(step.mark).toFixed(8),
  // A request for a price must not cost reading hours of it. If the feed does not know the rate, fundingRate has it.
  lastFundingRate: dec(step.fundingRate ?? funding?.lastRate ?? 0).toFixed(8),
  interestRate: '0.00010000',
  nextFundingTime: funding?.nextTime ?? (Math.floor(at / fundingIntervalMs) + 1) * fundingIntervalMs,
  time: step.time,
})

const priceTicker: Row = (step, rules) => ({
  symbol: rules.symbol,
  price: dec(step.last).toFixed(rules.pricePrecision),
  time: step.time,
})

export const bookTicker = (step: PriceStep, rules: SymbolRules, { settings }: Pick<Session, 'settings'>) => {
  const touch = touchOf(step, rules, settings)
  const quantity = toMultiple(depthPerBp(step, settings), rules.lot.step, 'down').toFixed(
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
