import type { Position } from '#domain/position.ts'
import { type Decision, decideAgain, isDecision } from '#protection/decisions.ts'
import type { JournalEntry } from '#state/port.ts'

/** One recorded decision, made again. */
export interface Verified {
  readonly at: number
  readonly rule: string
  readonly recorded: string
  readonly again: string
  readonly equal: boolean
}

/** Makes every recorded decision of a position again by today's pure rules. */
export const verifyDecisions = (position: Position, journal: readonly JournalEntry[]): readonly Verified[] =>
  journal.filter(isDecision).map(entry => {
    const again = decidedAgain(position, entry)
    return { at: entry.at, rule: entry.rule, recorded: entry.outcome, again, equal: again === entry.outcome }
  })

/** A rule that cannot be asked any more is a difference like any other. */
function decidedAgain(position: Position, decision: Decision): string {
  try {
    return decideAgain(position, decision)
  } catch (error) {
    return `it cannot be made again: ${error instanceof Error ? error.message : String(error)}`
  }
}
