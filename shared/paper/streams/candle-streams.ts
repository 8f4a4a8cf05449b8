import { firstTradeAt } from '../feed/step-trades.ts'
import type { Bar } from '../ports.ts'
import type { SymbolRules } from '../rules.ts'
import { intervalStart, type KlineInterval, nextInterval } from '../wire/kline-intervals.ts'
import { beatAfter, type MarketEvent, type StreamMarket, type Stretch, toldIn } from './stream-market.ts'

/** kline and continuousKline: the unfinished candle after each trade, and every candle when it closes. */
export async function candles(
  market: StreamMarket,
  rules: SymbolRules,
  stretch: Stretch,
  of: {
    readonly everyMs: number
    readonly interval: KlineInterval
    readonly kind: 'kline' | 'continuousKline'
  },
): Promise<readonly MarketEvent[]> {
  const { everyMs, interval } = of
  const told = toldIn(stretch, everyMs)
  if (told.to <= told.from) return []
  const steps = await market.feed.steps(rules.symbol, told.from, told.to)
  const moved = new Set(steps.map(step => beatAfter(step.time, everyMs)))
  const closes = closesIn(told, interval)
  const beats = [...new Set([...moved, ...closes])].sort((a, b) => a - b)
  const events: MarketEvent[] = []
  for (const beat of beats) {
    if (closes.has(beat)) events.push(...(await candleAt(market, rules, beat - 1, beat, of)))
    const open = intervalStart(interval, beat)
    const isOwn = steps.some(step => step.time >= open && beatAfter(step.time, everyMs) === beat)
    if (isOwn) events.push(...(await candleAt(market, rules, beat, beat, of)))
  }
  return events
}

/** When candles close, which is when the next ones open. */
function closesIn({ from, to }: Stretch, interval: KlineInterval): ReadonlySet<number> {
  const closes = new Set<number>()
  for (
    let next = nextInterval(interval, intervalStart(interval, from));
    next <= to;
    next = nextInterval(interval, next)
  )
    closes.add(next)
  return closes
}

/** The candle that holds `time`, as it stands then, told at `E`; none before the market's beginning. */
async function candleAt(
  market: StreamMarket,
  rules: SymbolRules,
  time: number,
  E: number,
  { interval, kind }: { readonly interval: KlineInterval; readonly kind: 'kline' | 'continuousKline' },
): Promise<readonly MarketEvent[]> {
  const open = intervalStart(interval, time)
  const closeTime = nextInterval(interval, open) - 1
  const spans = [{ after: open - 1, to: time }]
  const [bar] = await market.history.bars({ symbol: rules.symbol, price: 'last', interval, spans })
  if (bar === undefined) return []
  const k = {
    ...{ t: open, T: closeTime },
    ...(kind === 'kline' && { s: rules.symbol }),
    i: interval,
    ...{ f: firstTradeAt(open), L: firstTradeAt(time) },
    ...fieldsOf(bar),
    x: E > closeTime,
  }
  const names = kind === 'kline' ? { s: rules.symbol } : { ps: rules.symbol, ct: 'PERPETUAL' }
  return [{ time: E, data: { e: kind === 'kline' ? 'kline' : 'continuous_kline', E, ...names, k } }]
}

const fieldsOf = (bar: Bar) => ({
  ...{ o: bar.open, c: bar.close, h: bar.high, l: bar.low },
  v: bar.volume.toFixed(),
  n: bar.trades,
  q: bar.quoteVolume.toFixed(),
  V: bar.takerVolume.toFixed(),
  Q: bar.takerQuoteVolume.toFixed(),
  B: '0',
})
