/** Rules that are asked about a signal: there need not be a position. */
export type SignalRule = 'admit-signal' | 'admit-symbol' | 'admit-account' | 'plan-entry'
/** Rules that are asked about a position. */
export type PositionRule = 'plan-rungs' | 'next-move' | 'adopted-stop' | 'close-reason'
export type Rule = SignalRule | PositionRule

/**
 * A decision as it is kept: which pure rule was asked, on what, and what it said. Both are JSON text, because a
 * table keeps no order of fields, and the same question must get the same answer byte for byte. One that another
 * release kept may be of a rule that this one does not have.
 */
export interface Decision<R extends string = string> {
  readonly rule: R
  readonly inputs: string
  readonly outcome: string
}

/** Decisions that a position rests on. They are in the journal alone: what comes of them is logged by itself. */
export interface DecisionEvents {
  /** Whether the signal was still one for trading, and the account could take the position, before its entry left. */
  readonly admission: Decision<'admit-signal' | 'admit-account'>
  /** How large the entry is, at which limit, and where its first stop stands. */
  readonly 'entry-planned': Decision<'plan-entry'> & {
    readonly signalId?: string
    /** Milliseconds. */
    readonly signalAt?: number
  }
  /** How the take-profits were laid out over what was filled. */
  readonly 'take-profits-planned': Decision<'plan-rungs'>
  /** Where the stop of a position that was found was put. */
  readonly 'stop-found': Decision<'adopted-stop'>
  /** What to do next with the position. */
  readonly decided: Decision<'next-move'>
  /** What the position turned out to have been closed by. */
  readonly 'reason-found': Decision<'close-reason'>
}
