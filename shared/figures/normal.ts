/**
 * The share of a standard normal distribution below z: the complementary error function by Numerical Recipes' Chebyshev
 * fit (erfcc), whose relative error is below 1.2e-7 everywhere.
 */
export function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2
  const t = 1 / (1 + x / 2)
  const powers = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ]
  const exponent = powers.reduceRight((sum, factor) => factor + t * sum, 0)
  const beyond = (t * Math.exp(-x * x + exponent)) / 2
  return z > 0 ? 1 - beyond : beyond
}

/** The z below which a share lies; between -8 and 8. */
export function normalQuantile(share: number): number {
  let [low, high] = [-8, 8]
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2
    if (normalBelow(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
