import type { CloseReason } from '#domain/position.ts'

/** How a position ended, in a trader's words. */
export type Exit = Exclude<CloseReason, 'stop-hit'> | 'first-stop' | 'trailing-stop'

/**
 * The table says `stop-hit` for every stop. From tier 1 on the ladder had moved the stop, which locked something in.
 */
export function exitOf(reason: CloseReason, tier: number): Exit {
  if (reason !== 'stop-hit') return reason
  return tier > 0 ? 'trailing-stop' : 'first-stop'
}
