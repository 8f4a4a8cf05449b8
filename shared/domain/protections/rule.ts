import type { Side } from '../side.ts'
import type { ClosedTrade } from './closed-trade.ts'

/**
 * How long entries are locked after the trade that caused the lock: for some minutes, or until a time of day, `18:00`
 * in UTC, comes next.
 */
export type Locking = { readonly stopDuration: number } | { readonly unlockAt: string }

/** The trades that a rule looks at: those closed less than so many minutes before the trade that asks. */
export type LookingBack = Locking & {
  readonly lookbackPeriod: number
  readonly tradeLimit: number
}

/** What a rule finds as a trade closes: that entries are to be locked. */
export interface Finding {
  readonly why: string
  /** The trades that caused it. */
  readonly trades: readonly ClosedTrade[]
  /** The only locked symbol; undefined: all. */
  readonly symbol?: string
  /** The only locked side; undefined: both. */
  readonly side?: Side
}
