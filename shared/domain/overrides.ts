import type { DecimalString } from './decimal.ts'
import type { LadderName } from './ladders.ts'

/** The size that a signal wants for its entry, at most, in one of these ways. The settings' limits hold regardless. */
export type Size =
  /** Share of the free balance, as margin: 0.1 is 10 %. */
  | { readonly balanceShare: DecimalString }
  /** Margin of the entry, in quote asset. */
  | { readonly margin: DecimalString }
  /** Notional of the position, in quote asset. */
  | { readonly notional: DecimalString }
  /** Base asset. */
  | { readonly quantity: DecimalString }

/** A take-profit of a signal: its price, and the share of the position it sells. */
export interface TakeProfit {
  readonly price: DecimalString
  readonly share: DecimalString | 'rest'
}

/** A signal's wishes for its own position, beside the settings. Prices in quote asset, shares of the margin. */
export interface Overrides {
  readonly stopLossPct?: DecimalString
  readonly takeProfitPct?: DecimalString
  /** The level of the first stop. */
  readonly stopPrice?: DecimalString
  /** All take-profits of the position, nearest first; the rest of it follows its stop. */
  readonly takeProfits?: readonly TakeProfit[]
  /** How far behind the mark the stop follows once the last take-profit was reached. */
  readonly trailPct?: DecimalString
  readonly size?: Size
  /** The ladder of the settings, or another by its name. */
  readonly ladder?: 'default' | LadderName
}
