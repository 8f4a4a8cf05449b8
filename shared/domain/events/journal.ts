import type { ClosingEvents } from './closing.ts'
import type { DecisionEvents } from './deciding.ts'
import type { EntryEvents } from './entering.ts'
import type { ProtectionEvents } from './protecting.ts'
import type { TakeProfitEvents } from './taking-profit.ts'

/** What is seen, sent or answered for a position: each event and its details. Each is also a log line. */
export interface StepEvents extends EntryEvents, ProtectionEvents, TakeProfitEvents, ClosingEvents {}

export type StepName = keyof StepEvents
export type DecisionName = keyof DecisionEvents

/** Everything in a position's story. */
export interface JournalEvents extends StepEvents, DecisionEvents {}
export type JournalName = keyof JournalEvents

/** One step of a position's story, and its time (milliseconds). */
export type JournalEntry = {
  readonly [E in JournalName]: { readonly at: number; readonly event: E } & JournalEvents[E]
}[JournalName]

/**
 * An event as the journal keeps it. The compiler cannot follow a name into a union, so only this line joins the pair.
 */
export const entryOf = <E extends JournalName>(at: number, event: E, details: JournalEvents[E]) =>
  ({ at, event, ...details }) as JournalEntry
