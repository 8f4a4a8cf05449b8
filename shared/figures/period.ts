import type { DecimalString } from '#domain/decimal.ts'
import type { ClosedTrade } from './trade.ts'

/** The account's worth at a time, in milliseconds: the balance, and open positions at their mark price. */
export interface EquityPoint {
  readonly at: number
  readonly equity: DecimalString
}

/** A signal that did not become a position. */
export interface RefusedSignal {
  readonly reason: string
  readonly action?: string
  /** The net result it would have made, if it was evaluated. */
  readonly wouldHaveMade?: DecimalString
}

/** The input of all figures: what happened from `from` until before `to`, in milliseconds. */
export interface Period {
  readonly from: number
  readonly to: number
  /** The account's starting balance, above 0. Without it and without equity there is no return. */
  readonly startingBalance?: DecimalString
  /** In any order. */
  readonly trades: readonly ClosedTrade[]
  /** In order of time. Without it the account's worth follows from closed trades, from their closes on. */
  readonly equity?: readonly EquityPoint[]
  readonly refused: readonly RefusedSignal[]
  /** Seed of the intervals; 1 by default. */
  readonly seed?: number
}
