/** The middle of the numbers; of an even count the lower one of the two. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5)
}

/** The smallest number that at least this share of them does not exceed. */
export function quantile(numbers: readonly number[], share: number): number {
  const value = numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length * share) - 1]
  if (value === undefined) throw new Error(`Expected at least one number and a share above 0, got ${share}`)
  return value
}
