import type { DecimalString } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { Figures } from '#figures/figures.ts'
import type { Configuration, Venue } from '#ports/configuration.ts'
import type { AccountIncome } from '#ports/exchange.ts'
import type { Verdict as SignalVerdict } from '#ports/state.ts'
import type { Verdict as RehearsalVerdict } from '../rehearse/judged.ts'

/** What was measured in one minute, by when that began, in milliseconds. */
export interface Minute {
  readonly at: number
  readonly value: number
}

/** What CloudWatch has of the functions. */
export interface Measured {
  /** Looks of the watch; minutes without any are absent. */
  readonly ticks: readonly Minute[]
  /** Looks that saw a position without a stop. */
  readonly uncovered: readonly Minute[]
  /** Sums over the evaluated days. */
  readonly invariantsBroken: number
  readonly stopsMovedNaked: number
  readonly ordersSwept: number
  readonly entriesFailed: number
  readonly signalsInvalid: number
  /** The longest that an entry was filled and without a stop, in milliseconds; absent without an entry. */
  readonly longestNakedMs?: number
}

/** The alarms of the deployment, by their names without what is before them in each. */
export interface Alarms {
  readonly known: number
  readonly on: readonly { readonly name: string; readonly since?: number }[]
  /** Each time one went on within the days that were asked about. */
  readonly fired: readonly { readonly name: string; readonly at: number }[]
}

/** What the exchange shows now that it should not. */
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

/** What live may have at risk; `problem` where its file does not say what can be deployed. */
export type Stake = Pick<Configuration, 'maxPositions' | 'maxMarginPerTrade'> | { readonly problem: string }

/** One signal that two deployments traded: what they paid for it and what it made, as shares of price and notional. */
export interface Pair {
  readonly signalId: string
  /** Above 0: entered at a worse price than the other. */
  readonly entryBehind: DecimalString
  /** Above 0: made less. */
  readonly resultBehind: DecimalString
}

/** Everything that an evaluation is made of. Times in milliseconds. */
export interface Evidence {
  readonly now: number
  readonly venue: Venue
  readonly release: string
  /** When the watch was first seen at work, within the days that were asked about; undefined: never. */
  readonly since: number | undefined
  /** Where the evaluated days begin: never before `since`. */
  readonly from: number
  /** Seconds between two looks at what is open. */
  readonly intervalSeconds: number
  readonly measured: Measured
  readonly alarms: Alarms
  readonly shown: Shown
  readonly positions: readonly Position[]
  /** Closed in the evaluated days, and not known yet: by symbol and id. */
  readonly unknown: readonly string[]
  readonly verdicts: readonly SignalVerdict[]
  readonly figures: Figures
  /** What the exchange paid and took since `from`. */
  readonly income: readonly AccountIncome[]
  readonly rehearsal: Rehearsal | undefined
  readonly stake: Stake
  /** Signals that paper traded as well; undefined where this is not live, or there is none. */
  readonly pairs: readonly Pair[] | undefined
}
