import type { Led } from './cases.ts'
import type { SentSignal } from './testimony.ts'
import { type Wishes, wishedBy } from './wishes.ts'

/** Whether a signal is a confident CLOSE that beats the entry of a position. */
export function asksToClose(wishes: Wishes, of: Led, { body }: SentSignal): boolean {
  const told = wishedBy(body, wishes)
  const isClose =
    told.action === 'CLOSE' && told.symbol === of.symbol && told.confidence.gte(wishes.confidence)
  // Whole seconds: what is told in the same second counts.
  return isClose && Math.floor(told.stampedAt / 1_000) >= Math.floor(of.wished.stampedAt / 1_000)
}
