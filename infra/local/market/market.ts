import { printsOf } from '#paper/feed/trade-steps.ts'
import { decimalsOf } from '#paper/feed/units.ts'
import type { PriceFeed } from '#paper/ports.ts'
import type { RuleBook } from '#paper/rules/rule-book.ts'
import { type GivenRules, nothingGiven } from '../rules/given-rules.ts'
import { marketRules } from '../rules/market-rules.ts'
import { readAggTrades } from './agg-trades.ts'
import { type CandleSeries, type Gap, gapsOf, readSeries } from './candle-series.ts'
import { readFunding } from './funding.ts'
import { findMarketFiles } from './kline-files.ts'
import { fundingStateAt, fundingWithin } from './paid-funding.ts'
import type { PricePath } from './price-path.ts'
import { type StepSettings, stepMaker } from './step-maker.ts'
import { type SymbolMarket, symbolMarket } from './symbol-market.ts'
import { candlesOfTrades, tradeStepMaker } from './trade-series.ts'

export interface MarketOptions {
  /**
   * Files or folders of recorded klines or aggregated trades. Mark-price klines among them (`markPrice` in the path)
   * are paired with those of the last price.
   */
  readonly klines: readonly string[]
  /** CSV files of recorded funding rates. */
  readonly funding?: readonly string[]
  /** Only candles that open, and trades made, at or after this time, in milliseconds. */
  readonly from?: number
  /** Only candles that open, and trades made, before this time. */
  readonly to?: number
  /** Order of high and low inside a candle; default `adverse-first`. */
  readonly path?: PricePath
  /** Seed of the basis between last and mark; default 1. */
  readonly seed?: number
  /**
   * Milliseconds between steps: a divisor of a minute, at most 1000 (the default). Recorded trades keep their times;
   * within each such span only the lowest, the highest and the last count.
   */
  readonly stepMs?: number
  /** Tick size by symbol, decimal strings; other symbols take the last decimal of their recording. */
  readonly tickSizes?: Readonly<Record<string, string>>
  /** Rules from the operator; missing ones come from known sources, or are derived. */
  readonly given?: GivenRules
}

/** A recorded market: several symbols on one timeline. */
export interface Market {
  readonly symbols: readonly string[]
  /** Time of the earliest first step and of the latest last step, over all symbols. */
  readonly from: number
  readonly to: number
  readonly stepMs: number
  /** Stretches without a recording; the price stays the same in them. */
  readonly gaps: readonly Gap[]
  symbol(name: string): SymbolMarket | undefined
  /** Rules of its symbols only. */
  readonly rules: RuleBook
  readonly feed: PriceFeed
}

/** Reads recorded klines and opens them as a market. Throws with file and line if data is out of order. */
export function openMarket(options: MarketOptions): Market {
  const { path = 'adverse-first', seed = 1, stepMs = 1000, tickSizes = {} } = options
  if (!Number.isInteger(stepMs) || stepMs < 1 || stepMs > 1000 || 60_000 % stepMs !== 0)
    throw new Error(`stepMs: expected a divisor of 60000 from 1 to 1000, got ${stepMs}.`)
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = options
  const files = findMarketFiles(options.klines)
  const tickDecimals = (symbol: string) => decimalsOf(tickSizes[symbol] ?? '1')
  const all = readSeries(files.klines, from, to, tickDecimals)
  const funding = readFunding(options.funding ?? [])
  const settingsOf = (symbol: string): StepSettings => {
    const tickSize = tickSizes[symbol]
    return { path, seed, stepMs, ...(tickSize === undefined ? {} : { tickSize }) }
  }
  const drawn = all
    .filter(series => !series.mark)
    .map(series => {
      const { symbol, intervalMs } = series
      const marks = markOf(series, all)
      return symbolMarket({
        series,
        marks,
        funding: funding.get(symbol) ?? [],
        make: stepMaker(series, marks, settingsOf(symbol)),
        lastStepOf: ({ openTime }) => openTime + intervalMs - stepMs,
        stepFrom: ({ openTime }, time) =>
          openTime + Math.max(0, Math.ceil((time - openTime) / stepMs)) * stepMs,
      })
    })
  const traded = [...Map.groupBy(files.trades, file => file.symbol)].flatMap(([symbol, own]) => {
    if (drawn.some(market => market.symbol === symbol))
      throw new Error(`${symbol}: expected either klines or trades of it, got both.`)
    const trades = readAggTrades(own, from, to)
    if (trades.size === 0) return []
    const series = candlesOfTrades(symbol, trades, tickDecimals(symbol))
    return symbolMarket({
      series,
      funding: funding.get(symbol) ?? [],
      make: tradeStepMaker(series, trades, markOf(series, all), settingsOf(symbol)),
      lastStepOf: ({ openTime }) => trades.get(openTime)?.at(-1)?.time ?? openTime,
      stepFrom: ({ openTime }, time) =>
        printsOf(trades.get(openTime) ?? [], stepMs).find(print => print.time >= time)?.time,
    })
  })
  const markets = [...drawn, ...traded]
  if (markets.length === 0)
    throw new Error(
      `${options.klines.join(', ')}: expected candles of the last price or trades${windowText(from, to)}, found none.`,
    )
  const rules = marketRules(
    markets.map(({ series }) => series),
    options.given ?? nothingGiven,
  )
  return marketOf(markets, { stepMs, rules, gaps: all.filter(series => !series.mark).flatMap(gapsOf) })
}

function markOf(series: CandleSeries, all: readonly CandleSeries[]): CandleSeries | undefined {
  const mark = all.find(other => other.mark && other.symbol === series.symbol)
  if (mark && mark.intervalMs !== series.intervalMs)
    throw new Error(
      `${series.symbol}: expected mark and last klines of the same interval, got different ones.`,
    )
  return mark
}

function marketOf(markets: readonly SymbolMarket[], rest: Pick<Market, 'stepMs' | 'rules' | 'gaps'>): Market {
  const bySymbol = new Map(markets.map(market => [market.symbol, market]))
  return {
    symbols: [...bySymbol.keys()],
    from: Math.min(...markets.map(market => market.from)),
    to: Math.max(...markets.map(market => market.to)),
    ...rest,
    symbol: name => bySymbol.get(name),
    feed: {
      latest: async (symbol, at) => bySymbol.get(symbol)?.latest(at),
      steps: async (symbol, from, to) => bySymbol.get(symbol)?.steps(from, to) ?? [],
      begins: symbol => bySymbol.get(symbol)?.from,
      bars: async ({ symbol, price, spans }) => bySymbol.get(symbol)?.bars(price, spans),
      fundingAt: async (symbol, at) => fundingStateAt(bySymbol.get(symbol)?.paid ?? [], at),
      fundings: async (symbol, span, few) => fundingWithin(bySymbol.get(symbol)?.paid ?? [], span, few),
    },
  }
}

/** ` at or after 2025-02-03T00:03:00.000Z`, ` before …`, both, or nothing. */
function windowText(from: number, to: number): string {
  const bounds = { 'at or after': from, before: to }
  const given = Object.entries(bounds).filter(([, time]) => Number.isFinite(time))
  const told = given.map(([which, time]) => `${which} ${new Date(time).toISOString()}`)
  return told.length === 0 ? '' : ` ${told.join(' and ')}`
}

/** The mark price of a recorded market at that time; throws if the recording had not begun. */
export function markAt(market: Market, symbol: string, at: number): string {
  const step = market.symbol(symbol)?.latest(at)
  if (!step) throw new Error(`Expected a mark of ${symbol} at ${new Date(at).toISOString()}, got none`)
  return step.mark
}
