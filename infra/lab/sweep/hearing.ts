import { type Objective, worthOf } from '#figures/objective.ts'
import { judgeOne, type Question } from './judge.ts'
import type { Results } from './results.ts'
import type { Sets } from './sets.ts'
import { columnsOf, tryLine } from './telling.ts'
import type { Try } from './try.ts'
import { differingOf } from './verdict-text.ts'

interface HeardSweep {
  readonly asked: Sets
  /** Sets to play. */
  readonly left: number
  readonly span: Question['span']
  readonly objective: Objective
  readonly say: (text: string) => void
}

/** Stores each played set, and shows its result and the time that the others will take. */
export function hear(results: Results, { asked, left, span, objective, say }: HeardSweep) {
  const differing = columnsOf(asked.sets, differingOf(asked.sets))
  let done = 0
  let since = { begun: performance.now(), done: 0 }
  return {
    heard(one: Try): void {
      results.add(one)
      done += 1
      const msEach = (performance.now() - since.begun) / (done - since.done)
      const judged = judgeOne(one, span, outcome => worthOf(objective, 0, outcome))
      say(tryLine(judged, { done, of: left, msLeft: msEach * (left - done), objective, differing }))
    },
    /** From now on sets are played at the final pace. */
    begins(): void {
      since = { begun: performance.now(), done }
    },
  }
}
