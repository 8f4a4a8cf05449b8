import { type Signal, signal } from '@preact/signals'
import type { CandlesShown } from '../../shown/candles.ts'

type Candles = CandlesShown['candles']

const minute = 60_000
/** The newest minutes that were told of each symbol since a chart of it was open. */
const streamed = new Map<string, Signal<Candles>>()

/** The newest minutes of a symbol, as they come. */
export function newestMinutes(symbol: string): Signal<Candles> {
  const known = streamed.get(symbol) ?? signal<Candles>([])
  streamed.set(symbol, known)
  return known
}

/** Takes in what the stream tells of symbols. */
export function tellCandles(told: readonly CandlesShown[]): void {
  for (const { symbol, intervalMs, candles } of told)
    if (intervalMs === minute) {
      const newest = newestMinutes(symbol)
      newest.value = joined(newest.peek(), candles)
    }
}

/** What came before a reconnect may be half of a minute that is over by now: charts ask for it anew. */
export function forgetCandles(): void {
  for (const newest of streamed.values()) newest.value = []
}

/** One series of two: where both know a candle, the later told one is right. */
export function joined(before: Candles, after: Candles): Candles {
  const [first] = after
  if (!first) return before
  const last = before.at(-1)
  if (last && last.openTime < first.openTime) return [...before, ...after]
  const byTime = new Map([...before, ...after].map(candle => [candle.openTime, candle]))
  return [...byTime.values()].sort((a, b) => a.openTime - b.openTime)
}
