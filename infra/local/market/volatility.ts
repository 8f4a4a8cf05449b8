import { createHash } from 'node:crypto'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Candle } from './candles.ts'

/**
 * How far a market is from calm, from the range of a minute in percent: 0.05 at 0.3 %, 0.5 at 1 %, 2 at 2 %, then the
 * range itself. Spread and basis widen with it. Longer candles are scaled to a minute by the square root of time.
 */
export function volatilityOf({ open, high, low }: Candle, intervalMs: number): number {
  const rangePct = (((high - low) / open) * 100) / Math.sqrt(intervalMs / 60_000)
  return rangePct * Math.min(1, rangePct / 2)
}

/** Over the first half of a candle the volatility moves from the previous candle's to its own. */
export function strainAt(before: number, own: number, progress: number): number {
  return before + (own - before) * Math.min(1, 2 * progress)
}

/** Width of the book in basis points of the price; never below 1. */
export const spreadBp = (volatility: number) => 1 + 4 * volatility

/** How far the seeded part of the basis swings to either side, in basis points; about 0.7 on average when calm. */
export const basisSwingBp = (volatility: number) => 1.6 + 5 * volatility

/**
 * Share of the gap between the last price and its recent mean that the mark has not followed yet. None when calm, all
 * of it in minutes of 2 % and more: the mark comes from an index of other venues.
 */
export const markLag = (volatility: number) => Math.min(1, volatility / 2)

/** Window of recent prices whose mean the mark lags behind, in milliseconds. */
export const lagWindowMs = 15_000

const anchorMs = 10_000
const anchorsPerMinute = 60_000 / anchorMs

/**
 * Noise in [-1, 1] that swings around zero within tens of seconds: a pure function of seed, symbol and time, so that
 * instants can be computed in any order. Straight lines between one random value every 10 s.
 */
export function seededNoise(seed: number, symbol: string): (time: number) => number {
  const minutes = new Map<number, readonly number[]>()
  const anchors = (minute: number) => {
    const known = minutes.get(minute)
    if (known) return known
    const fresh = minuteOfNoise(`${seed}/${symbol}/${minute}`)
    if (minutes.size >= 16) minutes.clear()
    minutes.set(minute, fresh)
    return fresh
  }
  const anchor = (index: number) =>
    anchors(Math.floor(index / anchorsPerMinute))[index % anchorsPerMinute] ?? 0
  return time => {
    const index = Math.floor(time / anchorMs)
    const progress = (time - index * anchorMs) / anchorMs
    return anchor(index) * (1 - progress) + anchor(index + 1) * progress
  }
}

function minuteOfNoise(name: string): readonly number[] {
  const random = xoroshiro128plus(createHash('sha256').update(name).digest().readInt32BE())
  return Array.from({ length: anchorsPerMinute }, () => uniformFloat64(random) * 2 - 1)
}
