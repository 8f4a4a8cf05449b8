/** Third quartile of the standard normal: half of all paths have touched a level this many deviations away. */
const quartile = 0.674_489_750_196
const yearSeconds = 365 * 86_400

/**
 * Median seconds until a market without drift, with this yearly volatility, touches a level at `distance` (a share of
 * the price). By the reflection principle P(touched by T) = 2 × (1 − Φ(distance / (σ√T))). Only for a person to read:
 * no order depends on it.
 */
export function medianTouchSeconds(distance: number, yearlyVolatility: number): number {
  const years = (Math.log1p(distance) / (quartile * yearlyVolatility)) ** 2
  return years * yearSeconds
}
