import type { DecimalString } from './decimal.ts'

/** What the exchange allows on one symbol, from exchangeInfo; steps and bounds in price or base asset. */
export interface SymbolRules {
  /** Binance's id: `ETHUSDT`. */
  readonly symbol: string
  readonly contractType: string
  readonly status: string
  readonly quoteAsset: string
  readonly marginAsset: string
  /** Milliseconds; far in the future for a perpetual. */
  readonly deliveryDate: number
  readonly tickSize: DecimalString
  /** LOT_SIZE: limit orders. */
  readonly stepSize: DecimalString
  readonly minQuantity: DecimalString
  readonly maxQuantity: DecimalString
  /** MARKET_LOT_SIZE: market orders; its maximum is the smaller one. */
  readonly marketStepSize: DecimalString
  readonly marketMinQuantity: DecimalString
  readonly marketMaxQuantity: DecimalString
  readonly minNotional: DecimalString
}

/** One step of a symbol's leverage table: notional in quote asset, from floor (exclusive) to cap (inclusive). */
export interface LeverageBracket {
  readonly initialLeverage: number
  readonly notionalCap: DecimalString
  readonly maintenanceMarginRatio: DecimalString
  /** What is subtracted from notional × ratio. */
  readonly cumulative: DecimalString
}
