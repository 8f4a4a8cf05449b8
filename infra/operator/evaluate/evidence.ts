import type { DecimalString } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { Figures } from '#figures/figures.ts'
import type { Configuration, Venue } from '#ports/configuration.ts'
import type { AccountIncome } from '#ports/exchange.ts'
import type { Verdict as SignalVerdict } from '#ports/state.ts'
import type { Verdict as RehearsalVerdict } from '../rehearse/judged.ts'

/** A measurement of one minute, by the minute's start in milliseconds. */
export interface Minute {
  readonly at: number
  readonly value: number
}

/** The functions' metrics in CloudWatch. */
export interface Measured {
  /** Looks of the watch; minutes without a look are absent. */
  readonly ticks: readonly Minute[]
  /** Looks that saw a position without a stop. */
  readonly uncovered: readonly Minute[]
  /** Sums over the evaluated days. */
  readonly invariantsBroken: number
  readonly stopsMovedNaked: number
  readonly ordersSwept: number
  readonly entriesFailed: number
  readonly signalsInvalid: number
  /** Longest time that a filled entry had no stop, in milliseconds; absent without an entry. */
  readonly longestNakedMs?: number
}

/** The deployment's alarms, by their names without the stack's prefix. */
export interface Alarms {
  readonly known: number
  readonly on: readonly { readonly name: string; readonly since?: number }[]
  /** Each time that an alarm went on within the requested days. */
  readonly fired: readonly { readonly name: string; readonly at: number }[]
}

/** What should not be on the exchange now. */
export interface Shown {
  readonly unprotected: readonly string[]
  readonly ordersLeft: readonly string[]
}

export interface Rehearsal {
  readonly file: string
  readonly verdict: RehearsalVerdict
  readonly release: string
  readonly at: number
}

/** What live may have at risk; `problem` if its file cannot be deployed. */
export type Stake = Pick<Configuration, 'maxPositions' | 'maxMarginPerTrade'> | { readonly problem: string }

/** A signal that two deployments traded: the differences of entry price and result, as shares of price and notional. */
export interface Pair {
  readonly signalId: string
  /** Above 0: entered at a worse price than the other deployment. */
  readonly entryBehind: DecimalString
  /** Above 0: earned less. */
  readonly resultBehind: DecimalString
}

/** All evidence of an evaluation. Times in milliseconds. */
export interface Evidence {
  readonly now: number
  readonly venue: Venue
  readonly release: string
  /** First time that the watch was seen at work within the requested days; undefined: never. */
  readonly since: number | undefined
  /** Start of the evaluated days: never before `since`. */
  readonly from: number
  /** Seconds between two looks at open positions. */
  readonly intervalSeconds: number
  readonly measured: Measured
  readonly alarms: Alarms
  readonly shown: Shown
  readonly positions: readonly Position[]
  /** Positions closed in the evaluated days with unknown results: by symbol and id. */
  readonly unknown: readonly string[]
  readonly verdicts: readonly SignalVerdict[]
  readonly figures: Figures
  /** The exchange's payments since `from`. */
  readonly income: readonly AccountIncome[]
  readonly rehearsal: Rehearsal | undefined
  readonly stake: Stake
  /** Signals that paper traded as well; undefined: this is not live, or there is no paper deployment. */
  readonly pairs: readonly Pair[] | undefined
}
