import { type Signal, signal } from '@preact/signals'
import type { CandlesShown } from '../../shown/candles.ts'

type Candles = CandlesShown['candles']

const minute = 60_000
/** The newest minutes received for each symbol since a chart of it opened. */
const streamed = new Map<string, Signal<Candles>>()

/** A symbol's newest minutes, as they arrive. */
export function newestMinutes(symbol: string): Signal<Candles> {
  const known = streamed.get(symbol) ?? signal<Candles>([])
  streamed.set(symbol, known)
  return known
}

/** Stores the candles that the stream sends. */
export function tellCandles(told: readonly CandlesShown[]): void {
  for (const { symbol, intervalMs, candles } of told)
    if (intervalMs === minute) {
      const newest = newestMinutes(symbol)
      newest.value = joined(newest.peek(), candles)
    }
}

/** Candles from before a reconnect may contain half a minute that has ended since: charts fetch them again. */
export function forgetCandles(): void {
  for (const newest of streamed.values()) newest.value = []
}

/** Merges two series: where both have a candle, the later received one counts. */
export function joined(before: Candles, after: Candles): Candles {
  const [first] = after
  if (!first) return before
  const last = before.at(-1)
  if (last && last.openTime < first.openTime) return [...before, ...after]
  const byTime = new Map([...before, ...after].map(candle => [candle.openTime, candle]))
  return [...byTime.values()].sort((a, b) => a.openTime - b.openTime)
}
