import type { SymbolRules } from '../rules.ts'
import { candles } from './candle-streams.ts'
import { bestLevels, bookChanges } from './depth-streams.ts'
import { dayTicker, markPrice, miniTicker } from './state-streams.ts'
import { beatsIn, type MarketEvent, type StreamMarket, type Stretch } from './stream-market.ts'
import type { MarketStream, StreamTopic } from './stream-name.ts'
import { aggTrades, bookTickers, singleTrades } from './tape-streams.ts'

/**
 * The messages of a stream in a stretch of venue time, oldest first. They are computed from the feed alone, so that
 * every listener gets the same ones, whenever it came. A symbol that is not listed is silent, as on Binance.
 */
export async function marketEvents(
  stream: MarketStream,
  market: StreamMarket,
  stretch: Stretch,
): Promise<readonly MarketEvent[]> {
  const { symbol, topic, everyMs } = stream
  if (symbol === undefined) return eventsOfAll(stream, market, stretch)
  const rules = market.rules.get(symbol)
  if (rules === undefined) return []
  switch (topic.kind) {
    case 'aggTrade':
      return aggTrades(market, rules, stretch, everyMs)
    case 'trade':
      return singleTrades(market, rules, stretch)
    case 'bookTicker':
      return bookTickers(market, rules, stretch)
    case 'depth':
      return bookChanges(market, rules, stretch, everyMs)
    case 'partialDepth':
      return bestLevels(market, rules, stretch, { everyMs, levels: topic.levels })
    case 'kline':
    case 'continuousKline':
      return candles(market, rules, stretch, { everyMs, ...topic })
    case 'markPrice':
    case 'ticker':
    case 'miniTicker':
      return (await states(stateOf(topic.kind), market, [rules], beatsIn(stretch, everyMs))).flatMap(
        ({ time, rows }) => rows.map(data => ({ time, data })),
      )
    case 'forceOrder':
      // Told by the liquidated account, not by the feed.
      return []
    default:
      return topic satisfies never
  }
}

async function eventsOfAll(
  { topic, everyMs }: MarketStream,
  market: StreamMarket,
  stretch: Stretch,
): Promise<readonly MarketEvent[]> {
  const all = [...market.rules.values()]
  if (topic.kind === 'bookTicker') {
    const each = await Promise.all(all.map(rules => bookTickers(market, rules, stretch)))
    return each.flat().sort((a, b) => a.time - b.time)
  }
  if (topic.kind !== 'markPrice' && topic.kind !== 'ticker' && topic.kind !== 'miniTicker') return []
  const state = topic.kind === 'markPrice' ? markPrice : ifMoved(stateOf(topic.kind), everyMs)
  const told = await states(state, market, all, beatsIn(stretch, everyMs))
  return told.flatMap(({ time, rows }) => (rows.length === 0 ? [] : [{ time, data: rows }]))
}

/** Tickers of all symbols contain those that moved since the previous beat. */
const ifMoved =
  (state: ReturnType<typeof stateOf>, everyMs: number): typeof state =>
  async (market, rules, at) => {
    const step = await market.feed.latest(rules.symbol, at)
    return step !== undefined && step.time > at - everyMs ? state(market, rules, at) : undefined
  }

type StateKind = Extract<StreamTopic['kind'], 'markPrice' | 'ticker' | 'miniTicker'>
const stateOf = (kind: StateKind) => ({ markPrice, ticker: dayTicker, miniTicker })[kind]

async function states(
  state: ReturnType<typeof stateOf>,
  market: StreamMarket,
  symbols: readonly SymbolRules[],
  beats: readonly number[],
) {
  const told: { readonly time: number; readonly rows: readonly object[] }[] = []
  for (const time of beats) {
    const rows = await Promise.all(symbols.map(rules => state(market, rules, time)))
    told.push({ time, rows: rows.filter(row => row !== undefined) })
  }
  return told
}
