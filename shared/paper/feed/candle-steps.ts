import { Decimal } from 'decimal.js'
import type { PriceStep } from '../ports.ts'
import { type MinuteCandle, type Print, type Surroundings, stepOf } from './trade-steps.ts'

const minuteMs = 60_000
/** Where in a minute the open, both extremes and the close are placed. */
const waypointMs = [0, 19_000, 38_000, 57_000]

/** A stretch of which only candles are known: `from < time <= to`. */
export interface Hole {
  readonly from: number
  readonly to: number
}

/** A known price outside a hole, but in one of its minutes. */
type Beside = Pick<PriceStep, 'time' | 'last' | 'volume'>

/**
 * Four steps a candle, with the extreme against its direction first: that order is an assumption. In a minute that
 * lies only partly in the hole, an extreme counts unless a known price outside the hole was as extreme. The volume is
 * the candle's less what is known to have traded outside the hole.
 */
export function stepsOfHole(
  candles: readonly MinuteCandle[],
  hole: Hole,
  beside: readonly Beside[],
  around: Surroundings,
): readonly PriceStep[] {
  const known = Map.groupBy(beside, ({ time }) => minuteOf(time))
  return candles.flatMap(candle => {
    const prints = printsOf(candle, hole, known.get(candle.openTime) ?? [])
    return prints.map(print => stepOf(print, around))
  })
}

function printsOf(candle: MinuteCandle, hole: Hole, beside: readonly Beside[]): readonly Print[] {
  const { openTime, open, high, low, close } = candle
  const first = Math.max(openTime, hole.from + 1)
  const last = Math.min(openTime + minuteMs - 1, hole.to)
  const rising = Number(close) >= Number(open)
  const isNews = {
    [high]: beside.every(each => Number(each.last) < Number(high)),
    [low]: beside.every(each => Number(each.last) > Number(low)),
  }
  const kept = (rising ? [open, low, high, close] : [open, high, low, close]).flatMap((price, index) => {
    const time = openTime + (waypointMs[index] ?? 0)
    const isInside = time >= first && time <= last
    const isKept = index === 0 || index === 3 ? isInside : isInside || isNews[price]
    return isKept ? [{ price, time: Math.min(Math.max(time, first), last), atBid: price === low }] : []
  })
  const traded = beside.reduce((sum, each) => sum.plus(each.volume), new Decimal(0))
  const volume = Decimal.max(0, new Decimal(candle.volume).minus(traded)).div(kept.length)
  return kept.map(print => ({ ...print, volume }))
}

/** The highest and the lowest mark of a minute that were known at some instant in it. */
export interface MarkRange {
  readonly openTime: number
  readonly high: string
  readonly low: string
}

/**
 * Keeps estimated marks within Binance's own candles of the mark. No mark lies outside its minute's candle. An
 * extreme that is new since `seen` is added next to the step that came nearest to it. The last step is the present,
 * as read, and does not change.
 */
export function withinMarkCandles(
  steps: readonly PriceStep[],
  candles: readonly MarkRange[],
  seen: { readonly since: number; readonly range: MarkRange | undefined },
): readonly PriceStep[] {
  const present = steps.at(-1)
  if (present === undefined) return []
  const byMinute = new Map<number, readonly PriceStep[]>(
    Map.groupBy(steps.slice(0, -1), step => minuteOf(step.time)),
  )
  for (const candle of candles) {
    const own = byMinute.get(candle.openTime) ?? []
    const clamped = own.map(step => ({ ...step, mark: clamp(step.mark, candle) }))
    const isWatched = candle.openTime > seen.since || seen.range?.openTime === candle.openTime
    // This minute was not watched from its beginning: its extremes may be older than the first step.
    const before = candle.openTime > seen.since ? undefined : seen.range
    const all = isWatched ? withExtremes(clamped, candle, before, present, seen.since) : clamped
    if (all.length > 0) byMinute.set(candle.openTime, all)
  }
  const minutes = [...byMinute].toSorted(([a], [b]) => a - b)
  return [...minutes.flatMap(([, own]) => own), present]
}

function withExtremes(
  steps: readonly PriceStep[],
  candle: MarkRange,
  before: MarkRange | undefined,
  present: PriceStep,
  since: number,
): readonly PriceStep[] {
  const lastMs = Math.min(present.time, candle.openTime + minuteMs - 1)
  const silent = { ...present, time: Math.max(lastMs, since + 1) }
  const reached = (all: readonly PriceStep[], extreme: string, sign: 1 | -1, known: string | undefined) => {
    const beyond = (mark: string | undefined) =>
      mark !== undefined && (Number(mark) - Number(extreme)) * sign >= 0
    if (beyond(known) || all.some(step => beyond(step.mark))) return all
    const marks = all.map(step => Number(step.mark) * sign)
    const nearest = Math.max(marks.indexOf(Math.max(...marks)), 0)
    const there = { ...(all[nearest] ?? silent), mark: extreme, volume: '0' }
    return all.toSpliced(nearest + 1, 0, there)
  }
  const high = reached(steps, candle.high, 1, before?.high ?? presentMark(present, candle))
  return reached(high, candle.low, -1, before?.low ?? presentMark(present, candle))
}

/** The present mark counts for the extremes of its own minute. */
const presentMark = (present: PriceStep, candle: MarkRange): string | undefined =>
  minuteOf(present.time) === candle.openTime ? present.mark : undefined

function clamp(mark: string, { high, low }: MarkRange): string {
  if (Number(mark) > Number(high)) return high
  return Number(mark) < Number(low) ? low : mark
}

const minuteOf = (time: number): number => Math.floor(time / minuteMs) * minuteMs
