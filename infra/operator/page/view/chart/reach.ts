import type { AutoscaleInfo } from 'lightweight-charts'

/** How far beyond the candles a level may lie, in heights of them, and still be brought into the picture. */
const reach = 1.2

/** The candles' own range, made to show the levels near it: one far away would press the candles flat. */
export function withNear(own: AutoscaleInfo | null, prices: readonly number[]): AutoscaleInfo | null {
  if (!own?.priceRange) return own
  const { minValue, maxValue } = own.priceRange
  const room = (maxValue - minValue) * reach
  const near = prices.filter(price => price >= minValue - room && price <= maxValue + room)
  return {
    ...own,
    priceRange: { minValue: Math.min(minValue, ...near), maxValue: Math.max(maxValue, ...near) },
  }
}
