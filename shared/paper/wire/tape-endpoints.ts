import { Dec, dec, toMultiple } from '#domain/decimal.ts'
import { aggTradeRow, type StepTrade, stepTrades, timeOfTrade, tradeRow } from '../feed/step-trades.ts'
import type { PriceStep } from '../ports.ts'
import type { SymbolRules } from '../rules.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { limitOf } from './history.ts'

const HOUR_MS = 3_600_000

/** The market's trades, one per step: the venue has no finer tape. */
export const tapeEndpoints: readonly Endpoint[] = [
  { method: 'GET', path: '/v1/aggTrades', access: 'public', weight: 20, answer: getAggTrades },
  { method: 'GET', path: '/v1/trades', access: 'public', weight: 5, answer: getTrades },
  { method: 'GET', path: '/v1/historicalTrades', access: 'keyed', weight: 20, answer: getHistoricalTrades },
]

/** Trades with `from < time <= to`, oldest first. */
async function tradesBetween({ session }: EndpointCall, rules: SymbolRules, from: number, to: number) {
  const { symbol } = rules
  const before = (await session.market.steps(symbol, from - HOUR_MS, from)).at(-1)
  return publicTrades(await session.market.steps(symbol, from, to), before, rules)
}

/** The trades of some steps as the market sees them; `before` is the step before the first. */
export const publicTrades = (
  steps: readonly PriceStep[],
  before: PriceStep | undefined,
  { lot, quantityPrecision }: SymbolRules,
): readonly StepTrade[] =>
  stepTrades(steps, before)
    .filter(trade => Number(trade.quantity) > 0)
    .map(trade => onStep(trade, lot.step, quantityPrecision))

/** A candle's volume, spread over its steps, is finer than anything that can be traded. */
const onStep = (trade: StepTrade, step: Dec, decimals: number): StepTrade => ({
  ...trade,
  quantity: Dec.max(step, toMultiple(dec(trade.quantity).plus(step.div(2)), step, 'down')).toFixed(decimals),
})

async function getAggTrades(call: EndpointCall) {
  return (await tradesAsked(call, limitOf(call.params, 500, 1000))).map(aggTradeRow)
}

async function getHistoricalTrades(call: EndpointCall) {
  return (await tradesAsked(call, limitOf(call.params, 100, 500))).map(tradeRow)
}

/** The oldest trades from `fromId` or `startTime` on, otherwise the newest of the last hour. */
async function tradesAsked(call: EndpointCall, limit: number): Promise<readonly StepTrade[]> {
  const { session, params, history } = call
  const rules = session.market.rulesOf(params.text('symbol'))
  const fromId = params.integer('fromId')
  const start = fromId === undefined ? params.integer('startTime') : timeOfTrade(fromId)
  const end = Math.min(params.integer('endTime') ?? session.at, session.at)
  if (start === undefined) return (await tradesBetween(call, rules, end - HOUR_MS, end)).slice(-limit)
  const found: StepTrade[] = []
  const first = Math.max(start, history.reaches('steps', rules.symbol, end))
  for (let from = first - 1; from < end && found.length < limit; from += HOUR_MS)
    found.push(...(await tradesBetween(call, rules, from, Math.min(from + HOUR_MS, end))))
  return found.filter(trade => trade.id >= (fromId ?? 0)).slice(0, limit)
}

async function getTrades(call: EndpointCall) {
  const { session, params } = call
  const rules = session.market.rulesOf(params.text('symbol'))
  const limit = limitOf(params, 500, 1000)
  const trades = await tradesBetween(call, rules, session.at - HOUR_MS, session.at)
  return trades.slice(-limit).map(tradeRow)
}
