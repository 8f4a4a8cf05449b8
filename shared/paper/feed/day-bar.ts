import type { Bar, PriceFeed, Span } from '../ports.ts'
import { joinBars } from './bars.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** A candle may still change for this long after its end. */
const SETTLED_MS = 5_000

type Interval = '1m' | '1h'
/** Consecutive candles of one interval. */
interface Stretch {
  readonly interval: Interval
  readonly spans: readonly Span[]
}

/**
 * The 24 hours before a moment as one bar, to the minute: whole hours, and minutes on either side. Finished candles
 * are kept, so that the next look reads few. Undefined if the feed has no bars or cannot give them now.
 */
export function dayBars(feed: PriceFeed): (symbol: string, at: number) => Promise<Bar | undefined> {
  const bySymbol = new Map<string, Map<string, Bar>>()

  const barsOf = async (
    symbol: string,
    kept: Map<string, Bar>,
    { interval, spans }: Stretch,
    at: number,
  ): Promise<readonly Bar[] | undefined> => {
    const keyOf = ({ after }: Span) => `${interval} ${after + 1}`
    const first = spans.findIndex(span => !kept.has(keyOf(span)))
    const missing = first === -1 ? [] : spans.slice(first)
    const told =
      missing.length === 0 ? [] : await feed.bars?.({ symbol, price: 'last', interval, spans: missing })
    if (told === undefined) return undefined
    const known = spans.slice(0, spans.length - missing.length).flatMap(span => kept.get(keyOf(span)) ?? [])
    missing.forEach((span, index) => {
      const bar = told[index]
      if (bar && span.to + SETTLED_MS < at) kept.set(keyOf(span), bar)
    })
    return [...known, ...told.flatMap(bar => bar ?? [])]
  }

  return async (symbol, at) => {
    const kept = bySymbol.get(symbol) ?? new Map<string, Bar>()
    bySymbol.set(symbol, kept)
    for (const [key, { openTime }] of kept) if (openTime < at - DAY_MS) kept.delete(key)
    const stretches = stretchesOf(firstMinute(at, feed.begins?.(symbol)), at)
    const bars = await Promise.all(stretches.map(stretch => barsOf(symbol, kept, stretch, at)))
    if (bars.includes(undefined)) return undefined
    const [first, ...rest] = bars.flatMap(each => each ?? [])
    return first && rest.reduce(joinBars, first)
  }
}

/** The first minute that opens within the day, or the minute in which the market began. */
const firstMinute = (at: number, begins = Number.NEGATIVE_INFINITY): number =>
  Math.max(roundedUp(at - DAY_MS, MINUTE_MS), Math.floor(begins / MINUTE_MS) * MINUTE_MS)

const roundedUp = (time: number, unit: number): number => Math.ceil(time / unit) * unit

function stretchesOf(from: number, to: number): readonly Stretch[] {
  const firstHour = Math.min(roundedUp(from, HOUR_MS), to + 1)
  const lastHour = Math.max(Math.floor((to + 1) / HOUR_MS) * HOUR_MS, firstHour)
  const stretches: readonly Stretch[] = [
    { interval: '1m', spans: spansBetween(from, firstHour, MINUTE_MS) },
    { interval: '1h', spans: spansBetween(firstHour, lastHour, HOUR_MS) },
    { interval: '1m', spans: spansBetween(lastHour, to + 1, MINUTE_MS) },
  ]
  return stretches.filter(({ spans }) => spans.length > 0)
}

/** Candles that open at or after `from`; the last one ends at `before`. */
const spansBetween = (from: number, before: number, unit: number): readonly Span[] =>
  Array.from({ length: Math.max(0, Math.ceil((before - from) / unit)) }, (_, index) => {
    const open = from + index * unit
    return { after: open - 1, to: Math.min(open + unit, before) - 1 }
  })
