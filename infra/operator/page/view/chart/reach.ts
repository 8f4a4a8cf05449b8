import type { AutoscaleInfo } from 'lightweight-charts'

/** How far beyond what is shown anyway a level may lie, in heights of it, and still be brought into the picture. */
const reach = 1.2

/** Prices that a chart should have room for. */
export interface Wanted {
  /** The entry, and where the stop stands: always in the picture, however flat that makes the candles. */
  readonly always: readonly number[]
  /** The others: where they are near. */
  readonly near: readonly number[]
}

/** The candles' own range, made to show the levels of a position. */
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
