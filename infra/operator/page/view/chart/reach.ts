import type { AutoscaleInfo } from 'lightweight-charts'

/**
 * How far a level may lie beyond the visible range, in heights of that range, and still be brought into the picture.
 */
const reach = 1.2

/** Prices that a chart should have room for. */
export interface Wanted {
  /** The entry and the stop's level: always in the picture, even if that flattens the candles. */
  readonly always: readonly number[]
  /** The others: only if near. */
  readonly near: readonly number[]
}

/** The candles' own range, widened to show a position's levels. */
export function withLevels(own: AutoscaleInfo | null, { always, near }: Wanted): AutoscaleInfo | null {
  if (!own?.priceRange) return own
  const shown = spanOf([own.priceRange.minValue, own.priceRange.maxValue, ...always])
  const room = (shown.maxValue - shown.minValue) * reach
  const within = near.filter(price => price >= shown.minValue - room && price <= shown.maxValue + room)
  return { ...own, priceRange: spanOf([shown.minValue, shown.maxValue, ...within]) }
}

const spanOf = (prices: readonly number[]) => ({
  minValue: Math.min(...prices),
  maxValue: Math.max(...prices),
})
