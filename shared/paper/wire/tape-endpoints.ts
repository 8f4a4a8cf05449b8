import { HISTORY_MS } from '../feed/price-history.ts'
import { aggTradeRow, type StepTrade, stepTrades, timeOfTrade, tradeRow } from '../feed/step-trades.ts'
import type { SymbolRules } from '../rules.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { limitOf } from './history.ts'

const HOUR_MS = 3_600_000

/** The market's trades, one a step: the venue knows no finer tape. */
export const tapeEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/aggTrades', access: 'public', weight: 20, answer: getAggTrades },
  { method: 'GET', path: '/v1/trades', access: 'public', weight: 5, answer: getTrades },
]

/** Trades with `from < time <= to`, oldest first. */
async function tradesBetween({ session }: EndpointCall, { symbol }: SymbolRules, from: number, to: number) {
  const before = (await session.market.steps(symbol, from - HOUR_MS, from)).at(-1)
  const trades = stepTrades(await session.market.steps(symbol, from, to), before)
  return trades.filter(trade => Number(trade.quantity) > 0)
}

/** From `fromId` or `startTime` on the oldest ones, else the newest of the last hour. */
async function getAggTrades(call: EndpointCall) {
  const { session, params } = call
  const rules = session.market.rulesOf(params.text('symbol'))
  const limit = limitOf(params, 500, 1000)
  const fromId = params.integer('fromId')
  const start = fromId === undefined ? params.integer('startTime') : timeOfTrade(fromId)
  const end = Math.min(params.integer('endTime') ?? session.at, session.at)
  if (start === undefined)
    return (await tradesBetween(call, rules, end - HOUR_MS, end)).slice(-limit).map(aggTradeRow)
  const found: StepTrade[] = []
  for (let from = Math.max(start, end - HISTORY_MS) - 1; from < end && found.length < limit; from += HOUR_MS)
    found.push(...(await tradesBetween(call, rules, from, Math.min(from + HOUR_MS, end))))
  return found
    .filter(trade => trade.id >= (fromId ?? 0))
    .slice(0, limit)
    .map(aggTradeRow)
}

async function getTrades(call: EndpointCall) {
  const { session, params } = call
  const rules = session.market.rulesOf(params.text('symbol'))
  const limit = limitOf(params, 500, 1000)
  const trades = await tradesBetween(call, rules, session.at - HOUR_MS, session.at)
  return trades.slice(-limit).map(tradeRow)
}
