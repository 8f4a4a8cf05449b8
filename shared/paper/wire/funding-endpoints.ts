import { dec } from '#domain/decimal.ts'
import { type Few, fewOf } from '../ports.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { limitOf } from './history.ts'

/** Past funding, and the symbols whose interval is not eight hours; Binance counts no weight. */
export const fundingEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/fundingRate', access: 'public', weight: 0, answer: getFundingRate },
  {
    method: 'GET',
    path: '/v1/fundingInfo',
    access: 'public',
    weight: 0,
    answer: async ({ rules }) => rules.fundingInfo ?? [],
  },
]

/** The oldest payments from `startTime` on, otherwise the newest: as far back as the feed knows, or a week. */
async function getFundingRate({ session, params, history, rules }: EndpointCall) {
  const symbol = params.optional('symbol')
  if (symbol !== undefined) session.market.rulesOf(symbol)
  const names = symbol === undefined ? rules.listed : [symbol]
  const count = limitOf(params, 100, 1000)
  const startTime = params.integer('startTime')
  const to = Math.min(params.integer('endTime') ?? session.at, session.at)
  const few: Few = { count, end: startTime === undefined ? 'newest' : 'oldest' }
  const span = { after: (startTime ?? 0) - 1, to }
  const bySymbol = await Promise.all(
    names.map(async name =>
      (await history.fundings(name, span, few)).map(paid => ({ ...paid, symbol: name })),
    ),
  )
  const paid = bySymbol.flat().sort((a, b) => a.time - b.time || a.symbol.localeCompare(b.symbol))
  return Promise.all(
    fewOf(paid, few).map(async ({ symbol: name, time, rate, mark }) => ({
      symbol: name,
      fundingTime: time,
      fundingRate: dec(rate).toFixed(8),
      markPrice: dec(await mark()).toFixed(8),
      // Special funding adjusts for stock dividends, and only on contracts that are not traded here.
      rateType: 'Regular',
    })),
  )
}
