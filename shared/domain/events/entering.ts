import type { Refusal } from '../admission.ts'
import type { DecimalString } from '../decimal.ts'
import type { Blame, NewOrder } from '../orders.ts'
import type { PositionState } from '../position.ts'
import type { Side } from '../side.ts'
import type { Answered } from './answer.ts'

type Entry = Extract<NewOrder, { readonly type: 'LIMIT' }>

/** From the entry's order to the first stop, or how a position arrived without one. */
export interface EntryEvents {
  readonly 'entry-accepted': Entry & {
    /** The exchange's own word: `FILLED`, `EXPIRED`, … */
    readonly status: string
    /** Base asset. */
    readonly filled: DecimalString
  }
  readonly 'entry-refused': Entry & {
    readonly code: number
    readonly blame: Blame
    readonly message: string
  }
  /** Unresolved: nothing proves whether the order arrived, so the executor looks for it. */
  readonly 'entry-unresolved': Entry & { readonly message: string }
  /** The entry never happened; if it was sent, which order and when. */
  readonly 'entry-abandoned': Refusal & {
    readonly clientId?: string
    /** Milliseconds. */
    readonly sentAt?: number
  }
  readonly 'entry-filled': {
    readonly clientId: string
    readonly side: Side
    readonly source: string
    readonly leverage: number
    /** Base asset. */
    readonly quantity: DecimalString
    readonly entryPrice: DecimalString
    /** Quote asset. */
    readonly fees: DecimalString
    /** Level of the first stop. */
    readonly stop: DecimalString
    readonly stopClientId: string
    readonly stopOutcome: Answered['outcome']
  }
  readonly adopted: TakenBack | TakenOver
}

/** A position of ours that had lost its slot. */
interface TakenBack {
  readonly was: PositionState
  readonly state: PositionState
  readonly side: Side
  readonly quantity: DecimalString
}

/** A position that another client had opened. */
interface TakenOver {
  readonly symbol: string
  readonly side: Side
  readonly quantity: DecimalString
  readonly entryPrice: DecimalString
  /** Level of its stop. */
  readonly stop: DecimalString
}
