import type { Span } from '../ports.ts'

/** Binance's candle intervals. */
export const KLINE_INTERVALS = [
  '1m',
  '3m',
  '5m',
  '15m',
  '30m',
  '1h',
  '2h',
  '4h',
  '6h',
  '8h',
  '12h',
  '1d',
  '3d',
  '1w',
  '1M',
] as const
export type KlineInterval = (typeof KLINE_INTERVALS)[number]

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
/** Weeks begin on Monday; 1 January 1970 was a Thursday. */
const FIRST_MONDAY_MS = 4 * 86_400_000

const lengthOf = (interval: KlineInterval): number =>
  Number.parseInt(interval, 10) * (UNIT_MS[interval.slice(-1)] ?? 0)

/** When the candle that holds `time` opens, UTC. */
export function intervalStart(interval: KlineInterval, time: number): number {
  if (interval === '1M') {
    const date = new Date(time)
    return Date.UTC(date.getUTCFullYear(), date.getUTCMonth())
  }
  const origin = interval === '1w' ? FIRST_MONDAY_MS : 0
  return Math.floor((time - origin) / lengthOf(interval)) * lengthOf(interval) + origin
}

/** When the candle after the one that opens at `start` opens. */
export function nextInterval(interval: KlineInterval, start: number): number {
  if (interval !== '1M') return start + lengthOf(interval)
  const date = new Date(start)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
}

/** Which candles there are: those with data after `reach` that open by `end`, as of `now`. */
export interface KlineRange {
  readonly reach: number
  readonly end: number
  readonly now: number
}

const spanOf = (interval: KlineInterval, open: number, now: number): Span => ({
  after: open - 1,
  to: Math.min(nextInterval(interval, open) - 1, now),
})

/** The newest candles, at most `limit`, oldest first. */
export function newestSpans(interval: KlineInterval, range: KlineRange, limit: number): readonly Span[] {
  const { reach, end, now } = range
  const spans: Span[] = []
  let open = intervalStart(interval, end)
  for (
    ;
    spans.length < limit && nextInterval(interval, open) > reach;
    open = intervalStart(interval, open - 1)
  )
    spans.push(spanOf(interval, open, now))
  return spans.reverse()
}

/** The first candles that open at or after `start`, at most `limit`. */
export function spansFrom(
  interval: KlineInterval,
  start: number,
  { reach, end, now }: KlineRange,
  limit: number,
): readonly Span[] {
  const spans: Span[] = []
  const holding = intervalStart(interval, Math.max(start, reach))
  let open = holding < start ? nextInterval(interval, holding) : holding
  for (; spans.length < limit && open <= end; open = nextInterval(interval, open))
    spans.push(spanOf(interval, open, now))
  return spans
}
