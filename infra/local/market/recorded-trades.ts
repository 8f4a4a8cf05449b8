import { aggTradeRow, type StepTrade, stepTrades, timeOfTrade, tradeRow } from '#paper/feed/step-trades.ts'
import type { SymbolMarket } from './symbol-market.ts'

const maxTrades = 1000
const defaultTrades = 500
/** How far back to search for the newest trades; a recording in a gap has none. */
export const recentMs = 3_600_000

/** `GET /fapi/v1/trades` over a recording. */
export function newestTrades(symbol: SymbolMarket, query: URLSearchParams, now: number): object[] {
  const limit = Math.min(Number(query.get('limit') ?? defaultTrades), maxTrades)
  return newest(symbol, now, limit).map(tradeRow)
}

/** `GET /fapi/v1/aggTrades` over a recording: each trade by itself, none aggregated. */
export function aggTrades(symbol: SymbolMarket, query: URLSearchParams, now: number): object[] {
  const given = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined)
  const limit = Math.min(given('limit') ?? defaultTrades, maxTrades)
  const fromId = given('fromId')
  const start = fromId === undefined ? given('startTime') : timeOfTrade(fromId)
  const end = Math.min(given('endTime') ?? now, now)
  if (start === undefined) return newest(symbol, end, limit).map(aggTradeRow)
  const trades: StepTrade[] = []
  for (let from = start - 1; from < end && trades.length < limit; from += recentMs)
    trades.push(
      ...tradesIn(symbol, from, Math.min(end, from + recentMs)).filter(trade => trade.id >= (fromId ?? 0)),
    )
  return trades.slice(0, limit).map(aggTradeRow)
}

function newest(symbol: SymbolMarket, end: number, limit: number): readonly StepTrade[] {
  const last = Math.min(end, symbol.to)
  const few = tradesIn(symbol, last - 60_000, end)
  return (few.length < limit ? tradesIn(symbol, last - recentMs, end) : few).slice(-limit)
}

const tradesIn = (symbol: SymbolMarket, after: number, to: number): readonly StepTrade[] =>
  stepTrades(symbol.steps(after, to), symbol.latest(after))
