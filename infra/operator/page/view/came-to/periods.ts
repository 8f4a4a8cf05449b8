/** A stretch of the past that a reader asks for; `undefined` is since the beginning, or until now. */
export interface Stretch {
  readonly from?: number
  readonly to?: number
}

const day = 86_400_000

/** By name; times are the market's. */
export const periods = [
  { name: 'Today', of: (now: number): Stretch => ({ from: now - (now % day) }) },
  { name: '7 days', of: (now: number): Stretch => ({ from: now - 7 * day }) },
  { name: '30 days', of: (now: number): Stretch => ({ from: now - 30 * day }) },
  { name: 'All', of: (): Stretch => ({}) },
] as const

/** Of two days as a date field has them, both whole; nothing where a field is empty. */
export function betweenDays(from: string, to: string): Stretch {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  return {
    ...(Number.isFinite(first) && { from: first }),
    ...(Number.isFinite(last) && { to: last + day }),
  }
}
