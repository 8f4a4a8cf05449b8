import type { DecimalString } from './decimal.ts'
import type { LadderName } from './ladders.ts'

/** What a signal wants of its entry, at most: one of these. What the settings allow is never passed. */
export type Size =
  /** Of the free balance, as margin: 0.1 is 10 %. */
  | { readonly balanceShare: DecimalString }
  /** Quote asset that the entry binds. */
  | { readonly margin: DecimalString }
  /** Quote asset that the position is worth. */
  | { readonly notional: DecimalString }
  /** Base asset. */
  | { readonly quantity: DecimalString }

/** A take-profit that a signal says: where, and how much of the position it sells. */
export interface TakeProfit {
  readonly price: DecimalString
  readonly share: DecimalString | 'rest'
}

/** What a signal asks of its own position beside the settings. Prices in quote asset, shares of the margin. */
export interface Overrides {
  readonly stopLossPct?: DecimalString
  readonly takeProfitPct?: DecimalString
  /** Where the first stop stands. */
  readonly stopPrice?: DecimalString
  /** All the take-profits that there are, nearest first; what they leave follows its stop. */
  readonly takeProfits?: readonly TakeProfit[]
  /** How far behind the mark the stop follows once the last of them was reached. */
  readonly trailPct?: DecimalString
  readonly size?: Size
  /** The ladder of the settings, or one by its name. */
  readonly ladder?: 'default' | LadderName
}
