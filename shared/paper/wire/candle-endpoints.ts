import { type Dec, dec } from '#domain/decimal.ts'
import { klineRow, weightOfKlines } from '../feed/bars.ts'
import type { PriceHistory } from '../feed/price-history.ts'
import { firstTradeAt } from '../feed/step-trades.ts'
import type { Bar, PriceStep } from '../ports.ts'
import { refuse } from '../refusal.ts'
import type { SymbolRules } from '../rules.ts'
import type { Endpoint, EndpointCall } from './endpoint.ts'
import { limitOf } from './history.ts'
import { KLINE_INTERVALS, newestSpans, nextInterval, spansFrom } from './kline-intervals.ts'
import type { Params } from './params.ts'

/** The market's past, as far back as the feed knows, never beyond now. */
export const candleEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/v1/klines',
    access: 'public',
    weight: klinesWeight,
    answer: call => getKlines(call, call.params.text('symbol'), 'last'),
  },
  {
    method: 'GET',
    path: '/v1/continuousKlines',
    access: 'public',
    weight: klinesWeight,
    answer: getContinuousKlines,
  },
  {
    method: 'GET',
    path: '/v1/indexPriceKlines',
    access: 'public',
    weight: klinesWeight,
    // The index equals the mark here.
    answer: call => getKlines(call, call.params.text('pair'), 'mark'),
  },
  {
    method: 'GET',
    path: '/v1/premiumIndexKlines',
    access: 'public',
    weight: klinesWeight,
    answer: getPremiumKlines,
  },
  {
    method: 'GET',
    path: '/v1/markPriceKlines',
    access: 'public',
    weight: klinesWeight,
    answer: call => getKlines(call, call.params.text('symbol'), 'mark'),
  },
  {
    method: 'GET',
    path: '/v1/ticker/24hr',
    access: 'public',
    weight: { withSymbol: 1, without: 40 },
    answer: getDayTicker,
  },
]

const CONTRACT_TYPES = ['PERPETUAL', 'CURRENT_QUARTER', 'NEXT_QUARTER', 'TRADIFI_PERPETUAL'] as const
const NONE = '0.00000000'

const klinesLimit = (params: Params) => limitOf(params, 500, 1500)

function klinesWeight(params: Params): number {
  return weightOfKlines(klinesLimit(params))
}

/** A pair's only contract here is the perpetual, which has the pair's name; other contracts have no candles. */
async function getContinuousKlines(call: EndpointCall) {
  const pair = call.params.text('pair')
  const contract = call.params.oneOf('contractType', CONTRACT_TYPES, -1130, 'contractType')
  if (contract === undefined) throw refuse(-1102, 'contracttype')
  const rows = await getKlines(call, pair, 'last')
  return contract === 'PERPETUAL' ? rows : []
}

/** The mark equals the index, so the premium is 0. */
async function getPremiumKlines(call: EndpointCall) {
  const rows = await getKlines(call, call.params.text('symbol'), 'mark')
  return rows.map(row => row.with(1, NONE).with(2, NONE).with(3, NONE).with(4, NONE))
}

async function getKlines(call: EndpointCall, name: string, price: 'last' | 'mark') {
  const { session, params, history } = call
  const { symbol } = session.market.rulesOf(name)
  const interval = params.oneOf('interval', KLINE_INTERVALS, -1120)
  if (interval === undefined) throw refuse(-1102, 'interval')
  const limit = klinesLimit(params)
  const startTime = params.integer('startTime')
  const end = Math.min(params.integer('endTime') ?? session.at, session.at)
  if (startTime !== undefined && startTime > end) return []
  const range = { reach: history.reaches('bars', symbol, end), end, now: session.at }
  const spans =
    startTime === undefined
      ? newestSpans(interval, range, limit)
      : spansFrom(interval, startTime, range, limit)
  const bars = await history.bars({ symbol, price, interval, spans })
  return bars.map(bar => klineRow(bar, nextInterval(interval, bar.openTime) - 1))
}

/** One object with `symbol`, otherwise an array of every symbol that has a market. */
async function getDayTicker(call: EndpointCall): Promise<unknown> {
  const symbol = call.params.optional('symbol')
  if (symbol !== undefined) {
    const rules = call.session.market.rulesOf(symbol)
    return dayTicker(call, rules, await call.session.market.step(symbol))
  }
  const names = call.rules.listed
  const rows = await Promise.all(
    names.map(async name => {
      const step = await call.session.market.latest(name)
      return step === undefined ? [] : [await dayTicker(call, call.session.market.rulesOf(name), step)]
    }),
  )
  return rows.flat()
}

const dayTicker = ({ history, session }: EndpointCall, rules: SymbolRules, step: PriceStep) =>
  dayStatistics(history, rules, step, session.at)

/** The 24 hours before `at`, to the minute; `step` is the latest one then. */
export async function dayStatistics(history: PriceHistory, rules: SymbolRules, step: PriceStep, at: number) {
  const day = await history.day(rules.symbol, at)
  const price = (value: string | Dec) => dec(value).toFixed(rules.pricePrecision)
  const open = dec(day?.open ?? step.last)
  const change = dec(step.last).minus(open)
  return {
    symbol: rules.symbol,
    priceChange: price(change),
    priceChangePercent: change.div(open).times(100).toFixed(3),
    weightedAvgPrice: price(averageOf(day) ?? open),
    lastPrice: price(step.last),
    lastQty: dec(step.volume).toFixed(rules.quantityPrecision),
    openPrice: price(open),
    highPrice: price(day?.high ?? step.last),
    lowPrice: price(day?.low ?? step.last),
    volume: (day?.volume ?? dec(0)).toFixed(rules.quantityPrecision),
    quoteVolume: (day?.quoteVolume ?? dec(0)).toFixed(2),
    openTime: day?.openTime ?? step.time,
    closeTime: step.time,
    firstId: firstTradeAt(day?.openTime ?? step.time),
    lastId: firstTradeAt(step.time),
    count: day?.trades ?? 0,
  }
}

const averageOf = (day: Bar | undefined): Dec | undefined =>
  day === undefined || day.volume.isZero() ? undefined : day.quoteVolume.div(day.volume)
