import type { DecimalString } from './decimal.ts'
import type { Overrides } from './overrides.ts'
import type { Side } from './side.ts'

export const actions = ['BUY', 'SELL', 'HOLD', 'CLOSE'] as const
export type Action = (typeof actions)[number]

/**
 * A trading signal after it was understood; `at` in milliseconds, never after its arrival; shares of margin as
 * decimals.
 */
export interface Signal extends Overrides {
  /** Derived: the source with the id it gave, else a hash of source, symbol, action and timestamp. */
  readonly id: string
  readonly symbol: string
  readonly action: Action
  /** 0 to 1. Of a CLOSE there may be none. */
  readonly confidence?: DecimalString
  /** The signal said none: it is what QT_SOURCES has for the source. */
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
