/**
 * A decision as it is kept: which pure rule was asked, on what, and what it said. Both are JSON text, because a
 * table keeps no order of fields, and the same question must get the same answer byte for byte.
 */
export interface Decision {
  readonly rule: string
  readonly inputs: string
  readonly outcome: string
}

/** Decisions that a position rests on. They are in the journal alone: what comes of them is logged by itself. */
export interface DecisionEvents {
  /** Whether the signal was still one for trading, right before its entry left. */
  readonly 'signal-judged': Decision
  /** How large the entry is, at which limit, and where its first stop stands. */
  readonly 'entry-planned': Decision & {
    readonly signalId?: string
    /** Milliseconds. */
    readonly signalAt?: number
  }
  /** Whether the account could take the position. */
  readonly 'entry-judged': Decision
  /** How the take-profits were laid out over what was filled. */
  readonly 'take-profits-planned': Decision
  /** Where the stop of a position that was found was put. */
  readonly 'stop-found': Decision
  /** What to do next with the position. */
  readonly decided: Decision
  /** What the position turned out to have been closed by. */
  readonly 'reason-found': Decision
}
