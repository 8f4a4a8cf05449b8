/** Rules asked about a signal, with or without a position. */
export type SignalRule = 'admit-signal' | 'admit-symbol' | 'admit-account' | 'plan-entry'
/** Rules asked about a position. */
export type PositionRule = 'plan-rungs' | 'next-move' | 'adopted-stop' | 'close-reason'
export type Rule = SignalRule | PositionRule

/**
 * A recorded decision: which pure rule was asked, its input, and its answer. Both are JSON text, because a table keeps
 * no order of fields, and the same question must get the same answer byte for byte. A decision of another release may
 * name a rule that this one does not have.
 */
export interface Decision<R extends string = string> {
  readonly rule: R
  readonly inputs: string
  readonly outcome: string
}

/** Decisions behind a position. They are in the journal alone: their results have log lines of their own. */
export interface DecisionEvents {
  /** Whether the signal was still valid, and the account could take the position, before its entry left. */
  readonly admission: Decision<'admit-signal' | 'admit-account'>
  /** The entry's size and limit, and the level of its first stop. */
  readonly 'entry-planned': Decision<'plan-entry'> & {
    readonly signalId?: string
    /** Milliseconds. */
    readonly signalAt?: number
  }
  /** How the take-profits were laid out over the filled quantity. */
  readonly 'take-profits-planned': Decision<'plan-rungs'>
  /** The stop's level for a position that was found. */
  readonly 'stop-found': Decision<'adopted-stop'>
  /** The next move for the position. */
  readonly decided: Decision<'next-move'>
  /** What closed the position. */
  readonly 'reason-found': Decision<'close-reason'>
}
