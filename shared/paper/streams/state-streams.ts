import type { PriceStep } from '../ports.ts'
import type { SymbolRules } from '../rules.ts'
import { dayStatistics } from '../wire/candle-endpoints.ts'
import { premiumIndex } from '../wire/market-endpoints.ts'
import { type StreamMarket, USD_MARGINED } from './stream-market.ts'

/** A symbol's message at a beat, even if nothing moved; undefined while it has no market. */
type StateOf = (market: StreamMarket, rules: SymbolRules, at: number) => Promise<object | undefined>

const ofLatest =
  (
    tell: (market: StreamMarket, rules: SymbolRules, at: number, step: PriceStep) => object | Promise<object>,
  ): StateOf =>
  async (market, rules, at) => {
    const step = await market.feed.latest(rules.symbol, at)
    return step && tell(market, rules, at, step)
  }

export const markPrice = ofLatest(async ({ feed }, rules, at, step) => {
  const body = premiumIndex(step, rules, at, await feed.fundingAt?.(rules.symbol, at))
  return {
    ...{ e: 'markPriceUpdate', E: at, s: rules.symbol },
    ...{ p: body.markPrice, ap: body.markPrice, P: body.estimatedSettlePrice, i: body.indexPrice },
    ...{ r: body.lastFundingRate, T: body.nextFundingTime, st: USD_MARGINED },
  }
})

type Day = ReturnType<typeof dayStatistics>
const days = new WeakMap<StreamMarket, Map<string, { readonly at: number; readonly day: Day }>>()

/** A day is summed up once for all streams that need it. */
function dayOf(market: StreamMarket, rules: SymbolRules, at: number, step: PriceStep): Day {
  const known = days.get(market) ?? new Map<string, { at: number; day: Day }>()
  days.set(market, known)
  const before = known.get(rules.symbol)
  if (before?.at === at) return before.day
  const day = dayStatistics(market.history, rules, step, at)
  known.set(rules.symbol, { at, day })
  return day
}

export const dayTicker = ofLatest(async (market, rules, at, step) => {
  const day = await dayOf(market, rules, at, step)
  return {
    ...{ e: '24hrTicker', E: at, s: rules.symbol, ps: rules.symbol, st: USD_MARGINED },
    ...{ p: day.priceChange, P: day.priceChangePercent, w: day.weightedAvgPrice },
    ...{ c: day.lastPrice, Q: day.lastQty, o: day.openPrice, h: day.highPrice, l: day.lowPrice },
    ...{ v: day.volume, q: day.quoteVolume, O: day.openTime, C: day.closeTime },
    ...{ F: day.firstId, L: day.lastId, n: day.count },
  }
})

export const miniTicker = ofLatest(async (market, rules, at, step) => {
  const day = await dayOf(market, rules, at, step)
  return {
    ...{ e: '24hrMiniTicker', E: at, s: rules.symbol, ps: rules.symbol, st: USD_MARGINED },
    ...{ c: day.lastPrice, o: day.openPrice, h: day.highPrice, l: day.lowPrice },
    ...{ v: day.volume, q: day.quoteVolume },
  }
})
