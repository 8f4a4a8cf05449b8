import type { JournalEntry } from '#state/port.ts'
import type { InspectDesk } from './inspect-desk.ts'

/** What was done or decided without the lease is written here; a journal that is away must not stop it. */
export async function journal(
  desk: InspectDesk,
  positionId: string,
  ...entries: readonly JournalEntry[]
): Promise<void> {
  try {
    await desk.state.journal.append(positionId, entries)
  } catch (error) {
    desk.telemetry.error('journal-failed', error, { positionId, events: entries.map(({ event }) => event) })
  }
}
