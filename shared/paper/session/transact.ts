import { refuse } from '../refusal.ts'
import { SLACK } from './market.ts'
import { openSession, type Session, type SessionParts } from './session.ts'

const ATTEMPTS = 40

export interface Manner {
  /** Saves lagging cursors even if nothing else changed. */
  readonly savesCursors?: boolean
  /** How old the look at the market may be; ms. */
  readonly slackMs?: number
}

/**
 * Runs one request on a fresh session and commits it; starts again if another process saved first. Throws -1001 (HTTP
 * 503) if the state is contended beyond reason; nothing was changed then.
 */
export async function transact<T>(
  parts: SessionParts,
  now: () => number,
  work: (session: Session) => Promise<T>,
  { savesCursors = false, slackMs = SLACK.change }: Manner = {},
): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const session = openSession(parts, now(), slackMs)
    const answer = await work(session)
    if (await session.commit(savesCursors)) return answer
  }
  throw refuse(-1001)
}
