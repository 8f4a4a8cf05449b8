import {
  type Bar,
  type BarsAsked,
  type Few,
  type FundingPaid,
  fewOf,
  type PriceFeed,
  type PriceStep,
  type Span,
} from '../ports.ts'
import { barOf, joinBars, stillBar } from './bars.ts'
import { dayBars } from './day-bar.ts'

/** One minute of a symbol's market. */
interface Minute {
  readonly last: Bar
  readonly mark: Bar
  readonly funding: readonly { readonly time: number; readonly rate: string; readonly mark: string }[]
}

/** A funding payment and the mark at that time. */
export interface FundingTold extends FundingPaid {
  mark(): Promise<string>
}

export interface PriceHistory {
  /** The 24 hours before a moment, to the minute; undefined before the first step. */
  day(symbol: string, at: number): Promise<Bar | undefined>
  /** The bar of each span that has one: as far back as the feed knows, otherwise a week before the last span's end. */
  bars(asked: BarsAsked): Promise<readonly Bar[]>
  /** The funding paid in a span: as far back as the feed knows, otherwise a week before its end. */
  fundings(symbol: string, span: Span, few: Few): Promise<readonly FundingTold[]>
  /** The earliest time of a symbol's bars, or steps, in a request that ends at `to`. */
  reaches(what: 'bars' | 'steps', symbol: string, to: number): number
}

export const MINUTE_MS = 60_000
/** How far back minutes are built from steps: a week of seconds is 600,000. */
const HISTORY_MS = 7 * 24 * 3_600_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** A minute may still get steps for this long after its end. */
const SETTLED_MS = 5_000

/** Finished minutes by their opening; undefined before the feed's first step. */
type Kept = Map<number, Minute | undefined>

/**
 * Minutes built from a feed's steps. The past does not change, so finished minutes are kept. A minute without steps
 * stands still at the price before it; there are none before the feed's first step.
 */
export function priceHistory(feed: PriceFeed): PriceHistory {
  const bySymbol = new Map<string, Kept>()

  const drawMissing = async (symbol: string, kept: Kept, wanted: readonly number[], to: number) => {
    const missing = wanted.filter(minute => !kept.has(minute))
    const first = missing[0]
    const end = Math.min(to, (missing.at(-1) ?? 0) + MINUTE_MS - 1)
    if (first === undefined) return
    const before = await feed.latest(symbol, first - 1)
    const steps = await feed.steps(symbol, first - 1, end)
    for (const [openTime, minute] of draw(steps, before, minutesBetween(first, end)))
      kept.set(openTime, minute)
  }

  /** Minutes that open at or after `from`, up to and including the unfinished one that holds `to`. */
  const minutes = async (symbol: string, from: number, to: number): Promise<readonly Minute[]> => {
    const kept = bySymbol.get(symbol) ?? new Map()
    bySymbol.set(symbol, kept)
    const earliest = Math.max(from, to - HISTORY_MS)
    const wanted = minutesBetween(minuteOf(earliest + MINUTE_MS - 1), to)
    await drawMissing(symbol, kept, wanted, to)
    const told = wanted.flatMap(minute => kept.get(minute) ?? [])
    forget(kept, to)
    return told
  }

  const drawn = async ({ symbol, price, spans }: BarsAsked): Promise<readonly Bar[]> => {
    const [first, last] = [spans[0], spans.at(-1)]
    if (first === undefined || last === undefined) return []
    const all = (await minutes(symbol, first.after + 1, last.to)).map(minute => minute[price])
    let index = 0
    return spans.flatMap(({ after, to }) => {
      let bar: Bar | undefined
      for (let next = all[index]; next && next.openTime <= to; next = all[++index])
        bar = bar === undefined ? { ...next, openTime: after + 1 } : joinBars(bar, next)
      return bar ?? []
    })
  }

  const fundings = async (symbol: string, { after, to }: Span, few: Few) => {
    const known = await feed.fundings?.(symbol, { after, to }, few)
    const markAt = async (time: number) => (await feed.latest(symbol, time))?.mark ?? '0'
    if (known) return known.map(paid => ({ ...paid, mark: () => markAt(paid.time) }))
    const drawn = (await minutes(symbol, minuteOf(after + 1), to)).flatMap(({ funding }) => funding)
    const within = drawn.filter(({ time }) => time > after)
    return fewOf(within, few).map(({ time, rate, mark }) => ({ time, rate, mark: async () => mark }))
  }

  const dayOfBars = dayBars(feed)
  const day = async (symbol: string, at: number): Promise<Bar | undefined> => {
    const told = await dayOfBars(symbol, at)
    if (told !== undefined) return told
    const [first, ...rest] = (await minutes(symbol, at - DAY_MS, at)).map(minute => minute.last)
    return first && rest.reduce(joinBars, first)
  }

  return {
    day,
    fundings,
    bars: async asked => (await feed.bars?.(asked))?.flatMap(bar => bar ?? []) ?? drawn(asked),
    reaches: (what, symbol, to) =>
      feed.begins?.(symbol) ?? (what === 'bars' && feed.bars ? 0 : to - HISTORY_MS),
  }
}

const minuteOf = (time: number) => Math.floor(time / MINUTE_MS) * MINUTE_MS

const minutesBetween = (first: number, to: number): readonly number[] =>
  Array.from(
    { length: Math.max(0, Math.floor((to - first) / MINUTE_MS) + 1) },
    (_, i) => first + i * MINUTE_MS,
  )

/** Drops minutes that are too old to be asked for, and those that may still change. */
function forget(kept: Kept, to: number): void {
  for (const minute of kept.keys()) {
    const unsettled = minute + MINUTE_MS + SETTLED_MS > to
    if (unsettled || minute < to - HISTORY_MS - MINUTE_MS) kept.delete(minute)
  }
}

function draw(
  steps: readonly PriceStep[],
  before: PriceStep | undefined,
  minutes: readonly number[],
): readonly (readonly [number, Minute | undefined])[] {
  const groups = Map.groupBy(steps, step => minuteOf(step.time))
  let previous = before
  return minutes.map(openTime => {
    const own = groups.get(openTime)
    const came = previous
    previous = own?.at(-1) ?? previous
    if (own !== undefined) return [openTime, minuteFrom(openTime, own, came)]
    if (came === undefined) return [openTime, undefined]
    const still = { last: stillBar(openTime, came.last), mark: stillBar(openTime, came.mark), funding: [] }
    return [openTime, still]
  })
}

const minuteFrom = (
  openTime: number,
  steps: readonly PriceStep[],
  before: PriceStep | undefined,
): Minute => ({
  last: barOf(openTime, steps, 'last', before),
  mark: barOf(openTime, steps, 'mark', before),
  funding: steps.flatMap(({ time, fundingRate, mark }) =>
    fundingRate === undefined ? [] : [{ time, rate: fundingRate, mark }],
  ),
})
