import type { DecimalString } from '#domain/decimal.ts'
import type { ClosedTrade } from './trade.ts'

/** What the account was worth at a time, in milliseconds: balance and what is open at its mark. */
export interface EquityPoint {
  readonly at: number
  readonly equity: DecimalString
}

/** A signal that did not become a position. */
export interface RefusedSignal {
  readonly reason: string
  readonly action?: string
  /** Net result that it would have made, where that was found out. */
  readonly wouldHaveMade?: DecimalString
}

/** Everything that figures are made of: what happened from `from` until before `to`, not earlier, in milliseconds. */
export interface Period {
  readonly from: number
  readonly to: number
  /** What the account began with, above 0; without it, and without equity, no return is told. */
  readonly startingBalance?: DecimalString
  /** In any order. */
  readonly trades: readonly ClosedTrade[]
  /** In the order of time; without it the account is worth what closed trades left, from their closes on. */
  readonly equity?: readonly EquityPoint[]
  readonly refused: readonly RefusedSignal[]
  /** Of the drawing that the intervals rest on; 1 without. */
  readonly seed?: number
}
