import type { JournalEntry } from '#domain/events/journal.ts'
import type { Invocation } from '#ports/context.ts'

/** What was done or decided without the lease is written here; a journal that is away must not stop it. */
export async function journal(
  context: Invocation,
  positionId: string,
  ...entries: readonly JournalEntry[]
): Promise<void> {
  try {
    await context.state.journal.append(positionId, entries)
  } catch (error) {
    context.telemetry.error('journal-failed', error, {
      positionId,
      events: entries.map(({ event }) => event),
    })
  }
}
