import type { ClosedTrade } from '#figures/trade.ts'
import type { PromiseName } from '../../local/audit/promises.ts'
import type { Choice } from './space.ts'

/** The result of one set of settings. */
export interface Played {
  readonly trades: readonly ClosedTrade[]
  /** Rejected signals, by reason. */
  readonly rejected: Readonly<Record<string, number>>
  /** Broken promises. */
  readonly broken: readonly PromiseName[]
}

/** One set of settings, and its result. */
export interface Try extends Played {
  readonly set: Choice
}

/** The same for equal sets, in any order of their settings. */
export const keyOf = (set: Choice): string =>
  JSON.stringify(Object.entries(set).sort(([a], [b]) => (a < b ? -1 : 1)))
