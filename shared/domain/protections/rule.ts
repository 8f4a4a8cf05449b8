import type { Side } from '../side.ts'
import type { ClosedTrade } from './closed-trade.ts'

/**
 * How long entries are locked after the trade that brought it about: so many minutes, or until this time of the day,
 * `18:00` in UTC, comes next.
 */
export type Locking = { readonly stopDuration: number } | { readonly unlockAt: string }

/** The trades that a rule goes by: those that closed less than so many minutes before the one that asks. */
export type LookingBack = Locking & {
  readonly lookbackPeriod: number
  readonly tradeLimit: number
}

/** What a rule finds as a trade closes: that entries are to be locked. */
export interface Finding {
  readonly why: string
  /** The trades that brought it about. */
  readonly trades: readonly ClosedTrade[]
  /** The only symbol that is locked; undefined: all. */
  readonly symbol?: string
  /** The only side that is locked; undefined: both. */
  readonly side?: Side
}
