import type { DecimalString } from './decimal.ts'
import type { Overrides } from './overrides.ts'
import type { Side } from './side.ts'

export const actions = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const
export type Action = (typeof actions)[number]

/** A parsed trading signal; `at` in milliseconds, never after its arrival; shares of margin as decimals. */
export interface Signal extends Overrides {
  /** Derived from the source and its own id, or else a hash of source, symbol, action and timestamp. */
  readonly id: string
  readonly symbol: string
  readonly action: Action
  /** 0 to 1. A CLOSE may have none. */
  readonly confidence?: DecimalString
  /** The signal had none: this is QT_SOURCES' default for the source. */
  readonly confidenceDefaulted?: true
  readonly source: string
  readonly at: number
  readonly leverage?: number
  /** From -1, all against the symbol's price, to 1. */
  readonly sentiment?: DecimalString
}

/** How far a producer's clock may run ahead of ours, in milliseconds. */
export const clockAhead = 5_000

/** The side that a BUY or SELL opens. */
export const sideOf = (action: 'BUY' | 'SELL'): Side => (action === 'BUY' ? 'long' : 'short')
