import { timing } from './timing.ts'

const hour = 3_600_000
const { funding: late } = timing.history

/**
 * Whether funding may have been paid between two moments. It falls due on the full hour, and some seconds later the
 * exchange takes it from every position open then: one opened just after the hour may have paid as well.
 */
export const metFunding = (from: number, to: number): boolean =>
  Math.floor((from - late) / hour) < Math.floor(to / hour)

/** Until when funding of a position closed at a time may still be taken, or shown: never before the close. */
export function fundingUntil(closedAt: number): number {
  const hourEnds = Math.floor(closedAt / hour) * hour + late
  return Math.max(closedAt, hourEnds)
}
