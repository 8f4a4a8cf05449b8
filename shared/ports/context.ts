import type { DecisionName, JournalEvents, StepName } from '#domain/events/journal.ts'
import type { Look } from '#domain/look.ts'
import type { OpenPosition, Position } from '#domain/position.ts'
import type { nextMove } from '#domain/protection.ts'
import type { Clock } from './clock.ts'
import type { Configuration } from './configuration.ts'
import type { Exchange } from './exchange.ts'
import type { State } from './state.ts'
import type { Telemetry } from './telemetry.ts'

/** What every use case works with; a pure part takes only what it needs. */
export interface Context {
  readonly exchange: Exchange
  readonly state: State
  readonly clock: Clock
  readonly telemetry: Telemetry
  /** Decides a position's next move in place of the domain's rule: only in systems that are tested for errors. */
  readonly nextMove?: typeof nextMove
}

/** One invocation of a deployed function. */
export interface Invocation extends Context {
  readonly configuration: Configuration
  readonly deployment: string
  /** Who holds a lease that is taken. */
  readonly holder: string
}

/**
 * A position in the hands of one writer: its state, its version, and its story since the last save. The story is
 * written in batches, so that it delays no request that protects.
 */
export interface HeldPosition {
  readonly position: Position
  /** Replaces the position in the table; throws `LostLease` if another function wrote in between. */
  write(position: Position): Promise<void>
  /** Notes one step: what was seen, decided, sent or answered. Also writes one line of log. */
  note<E extends StepName>(event: E, details: JournalEvents[E]): void
  /** Notes a pure rule's decision and its inputs, in the journal alone: its effects are logged by themselves. */
  decided<E extends DecisionName>(event: E, decision: JournalEvents[E]): void
  /** Writes the notes into the journal. */
  flush(): Promise<void>
}

/** What a move needs: the context, the position under its lease, and what was last seen of it. */
export interface MoveContext {
  readonly context: Context
  readonly held: HeldPosition & { readonly position: OpenPosition }
  readonly look: Look
}
