import type { CloseReason } from '#domain/position.ts'

/** How a position ended, as a trader says it. */
export type Exit = Exclude<CloseReason, 'stop-hit'> | 'first-stop' | 'trailing-stop'

/** The table says `stop-hit` of every stop; from tier 1 on the ladder had moved it, and it locked something in. */
export function exitOf(reason: CloseReason, tier: number): Exit {
  if (reason !== 'stop-hit') return reason
  return tier > 0 ? 'trailing-stop' : 'first-stop'
}
