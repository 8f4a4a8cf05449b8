import type { Led } from './cases.ts'
import type { SentSignal } from './testimony.ts'
import { type Wishes, wishedBy } from './wishes.ts'

/** At the coarser of two resolutions: whole seconds, or milliseconds. */
export function isNoLater(entryAt: number, closeAt: number): boolean {
  const unit = entryAt % 1_000 === 0 || closeAt % 1_000 === 0 ? 1_000 : 1
  return Math.floor(entryAt / unit) <= Math.floor(closeAt / unit)
}

/** Whether a CLOSE must end a position: one that came before it, in the same second, may come again and ends nothing. */
export function mustClose(wishes: Wishes, of: Led, signal: SentSignal): boolean {
  const { stampedAt } = wishedBy(signal.body, wishes)
  // A stamp ahead of its arrival counts as that.
  const entryAt = Math.min(of.wished.stampedAt, of.signal?.takenAt ?? of.enteredAt)
  return asksToClose(wishes, of, signal) && isNoLater(entryAt, Math.min(stampedAt, signal.cameAt))
}

/** Whether a signal may be a confident CLOSE that beats the entry of a position. */
export function asksToClose(wishes: Wishes, of: Led, { body }: SentSignal): boolean {
  const told = wishedBy(body, wishes)
  const isClose =
    told.action === 'CLOSE' && told.symbol === of.symbol && told.confidence.gte(wishes.confidence)
  // Whole seconds: what is told in the same second counts.
  return isClose && Math.floor(told.stampedAt / 1_000) >= Math.floor(of.wished.stampedAt / 1_000)
}
