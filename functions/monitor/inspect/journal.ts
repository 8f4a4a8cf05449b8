import type { JournalEntry } from '#domain/events/journal.ts'
import type { Invocation } from '#ports/context.ts'

/** Records what was done or decided without the lease; an unavailable journal must not stop it. */
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
