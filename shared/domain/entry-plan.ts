import type { DecimalString } from './decimal.ts'
import type { Size } from './overrides.ts'
import type { PositionSettings } from './position.ts'
import type { LeverageBracket, SymbolRules } from './rules.ts'
import type { Side } from './side.ts'

/** Everything that an entry is decided from; prices and money in quote asset. */
export interface EntryBasis {
  readonly side: Side
  readonly requestedLeverage: number
  /** The account's own cap on the symbol, if the exchange named one. */
  readonly leverageCap?: number
  readonly settings: PositionSettings
  readonly rules: SymbolRules
  readonly brackets: readonly LeverageBracket[]
  readonly quote: Readonly<Record<'bid' | 'ask' | 'last' | 'mark', DecimalString>>
  readonly freeBalance: DecimalString
  readonly limits: { readonly marginFraction: DecimalString; readonly maxMarginPerTrade: DecimalString }
  readonly minStopTicks: number
  readonly minStopSpreads: DecimalString
  /** The size that the signal wants, at most. */
  readonly size?: Size
}

export interface EntryPlan {
  readonly planned: true
  readonly leverage: number
  /** The margin of the quantity: at most the budget. */
  readonly margin: DecimalString
  readonly quantity: DecimalString
  readonly touchPrice: DecimalString
  readonly limitPrice: DecimalString
  readonly stopLevel: DecimalString
  /** The worst loss: the emergency level and a taker round trip. */
  readonly worstLoss: DecimalString
  /** Set if the signal wanted more than the settings allow. */
  readonly capped?: true
}

export interface EntryRefusal {
  readonly planned: false
  readonly reason:
    | 'stop-too-tight'
    | 'stop-too-wide'
    | 'take-profit-too-tight'
    | 'trail-too-tight'
    | 'wrong-side'
    | 'refused'
  readonly detail: string
}
