import { refuse } from '../refusal.ts'
import { type Desk, type DeskParts, openDesk } from './desk.ts'

const ATTEMPTS = 12

/**
 * Runs one request on a fresh desk and commits it, again from the start when somebody else saved first.
 * Throws -1001 (HTTP 503) when the state is contended beyond reason; nothing was changed then.
 */
export async function transact<T>(
  parts: DeskParts,
  now: () => number,
  work: (desk: Desk) => Promise<T>,
  saveLaggingCursors = false,
): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const desk = openDesk(parts, now())
    const answer = await work(desk)
    if (await desk.commit(saveLaggingCursors)) return answer
  }
  throw refuse(-1001)
}
