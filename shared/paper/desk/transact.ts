import { refuse } from '../refusal.ts'
import { type Desk, type DeskParts, openDesk } from './desk.ts'
import { SLACK } from './market.ts'

const ATTEMPTS = 40

export interface Manner {
  /** Saves cursors that lag, although nothing else changed. */
  readonly savesCursors?: boolean
  /** How old the look at the market may be; ms. */
  readonly slackMs?: number
}

/**
 * Runs one request on a fresh desk and commits it, again from the start when somebody else saved first.
 * Throws -1001 (HTTP 503) when the state is contended beyond reason; nothing was changed then.
 */
export async function transact<T>(
  parts: DeskParts,
  now: () => number,
  work: (desk: Desk) => Promise<T>,
  { savesCursors = false, slackMs = SLACK.change }: Manner = {},
): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const desk = openDesk(parts, now(), slackMs)
    const answer = await work(desk)
    if (await desk.commit(savesCursors)) return answer
  }
  throw refuse(-1001)
}
