import type { Decision } from '#domain/events/deciding.ts'
import type { Move } from '#domain/move.ts'

/** Moves as 0.1.0 called them. What a table holds is never written again, so their names are read for good. */
const formerMoves: Readonly<Record<string, Move['move']>> = {
  raise: 'raise-stop',
  rise: 'reach-tier',
  feel: 'note-sentiment',
}

/** A recorded move in the words of this release. */
export const moveInTodaysWords = (move: Move): Move =>
  ({ ...move, move: formerMoves[move.move] ?? move.move }) as Move

/** A recorded decision in the words of this release. */
export function inTodaysWords<D extends Decision>(decision: D): D {
  if (decision.rule !== 'next-move') return decision
  const outcome = decision.outcome.replace(/^\{"move":"(\w+)"/, (said, move: string) =>
    formerMoves[move] ? `{"move":"${formerMoves[move]}"` : said,
  )
  return { ...decision, outcome }
}
