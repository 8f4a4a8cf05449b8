import { dec } from '#domain/decimal.ts'
import { HISTORY_MS } from '../feed/price-history.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { limitOf } from './history.ts'

/** What funding was paid, and which symbols pay it otherwise than every eight hours; Binance counts no weight. */
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

/** From `startTime` on the oldest payments, else the newest; a week back. */
async function getFundingRate({ session, params, history, rules }: EndpointCall) {
  const symbol = params.optional('symbol')
  if (symbol !== undefined) session.market.rulesOf(symbol)
  const names = symbol === undefined ? rules.listed : [symbol]
  const limit = limitOf(params, 100, 1000)
  const startTime = params.integer('startTime')
  const end = Math.min(params.integer('endTime') ?? session.at, session.at)
  const start = startTime ?? end - HISTORY_MS
  const rows = await Promise.all(
    names.map(async name => {
      const minutes = await history.minutes(name, Math.floor(start / 60_000) * 60_000, end)
      return minutes.flatMap(({ funding }) =>
        funding.map(({ time, rate, mark }) => ({
          symbol: name,
          fundingTime: time,
          fundingRate: dec(rate).toFixed(8),
          markPrice: dec(mark).toFixed(8),
          // Special is what stock dividends are adjusted by, of contracts that are not traded here.
          rateType: 'Regular',
        })),
      )
    }),
  )
  const paid = rows
    .flat()
    .filter(row => row.fundingTime >= start)
    .sort((a, b) => a.fundingTime - b.fundingTime || a.symbol.localeCompare(b.symbol))
  return startTime === undefined ? paid.slice(-limit) : paid.slice(0, limit)
}
