import type { ClosedTrade } from '#figures/trade.ts'
import type { PromiseName } from '../../local/audit/promises.ts'
import type { Choice } from './space.ts'

/** What one set of settings came to. */
export interface Played {
  readonly trades: readonly ClosedTrade[]
  /** Signals that became no position, by reason. */
  readonly rejected: Readonly<Record<string, number>>
  /** Promises that did not hold. */
  readonly broken: readonly PromiseName[]
}

/** One set of settings, and what it came to. */
export interface Try extends Played {
  readonly set: Choice
}

/** The same for equal sets, in whatever order their settings stand. */
export const keyOf = (set: Choice): string =>
  JSON.stringify(Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)))
