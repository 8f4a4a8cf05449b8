import type { DecimalString } from '../decimal.ts'
import type { Side } from '../side.ts'

/** A closed position as the protections count it; about 100 bytes in the account item. */
export interface ClosedTrade {
  /** The position's. */
  readonly id: string
  readonly symbol: string
  readonly side: Side
  readonly closedAt: number
  /** Net result, fees and funding included, as a share of the margin: -0.05 is a loss of 5 %. */
  readonly profit: DecimalString
  /** Set if a stop ended it, or a close that replaced one. */
  readonly stopped?: true
  /** Set when an operator lifted the locks: this trade sets none any more, but counts when a later trade closes. */
  readonly lifted?: true
}
