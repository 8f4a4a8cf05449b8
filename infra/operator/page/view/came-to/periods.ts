/** A period that the reader asks for; `undefined`: since the beginning, or until now. */
export interface Stretch {
  readonly from?: number
  readonly to?: number
}

const day = 86_400_000

/** Periods by name, in the market's time. */
export const periods = [
  { name: 'Today', of: (now: number): Stretch => ({ from: now - (now % day) }) },
  { name: '7 days', of: (now: number): Stretch => ({ from: now - 7 * day }) },
  { name: '30 days', of: (now: number): Stretch => ({ from: now - 30 * day }) },
  { name: 'All', of: (): Stretch => ({}) },
] as const

/** The period from one whole day to another, as date fields give them; undefined if a field is empty. */
export function betweenDays(from: string, to: string): Stretch {
  const [first, last] = [Date.parse(from), Date.parse(to)]
  return {
    ...(Number.isFinite(first) && { from: first }),
    ...(Number.isFinite(last) && { to: last + day }),
  }
}
