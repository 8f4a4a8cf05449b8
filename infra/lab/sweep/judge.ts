import { type Deflated, deflatedSharpe, leastProbability } from '#figures/deflated-sharpe.ts'
import { type Objective, placeOfBest, worthOf } from '#figures/objective.ts'
import { type Outcome, outcomeOf } from '#figures/outcome.ts'
import type { Period } from '#figures/period.ts'
import { type WalkForward, walkForward } from '#figures/walk-forward.ts'
import { keyOf, type Try } from './try.ts'

export interface Question {
  readonly span: Pick<Period, 'from' | 'to' | 'startingBalance'>
  readonly tries: readonly Try[]
  readonly objective: Objective
  readonly leastTrades: number
  /** Number of windows that the time is cut into. */
  readonly windows: number
}

export interface JudgedTry extends Try {
  readonly outcome: Outcome
  /** Undefined if its trades are too few, or the measure has no value. */
  readonly value: number | undefined
}

/** The verdict on a sweep. */
export interface Judgement {
  /** Best first. */
  readonly tries: readonly JudgedTry[]
  readonly best?: JudgedTry
  /** The best, less the luck of trying so many; absent if there are too few days. */
  readonly deflated?: Deflated
  /** Whether the best exceeds that luck. */
  readonly isBeyondChance: boolean
  readonly forward: WalkForward & { readonly sets: readonly (Try['set'] | undefined)[] }
}

/** Chooses the best of all tries, and judges what the choice is worth. */
export function judge({ span, tries: given, objective, leastTrades, windows }: Question): Judgement {
  // They arrive as threads finish them; among equals the same one wins each time.
  const tries = given.toSorted((a, b) => (keyOf(a.set) < keyOf(b.set) ? -1 : 1))
  const value = (outcome: Outcome) => worthOf(objective, leastTrades, outcome)
  const judged = tries.map(one => judgeOne(one, span, value))
  const place = placeOfBest(judged.map(each => each.value))
  const best = place === undefined ? undefined : judged[place]
  const deflated =
    best?.outcome.daily &&
    deflatedSharpe(
      best.outcome.daily,
      judged.map(({ outcome }) => outcome.daily),
    )
  const forward = walkForward({ ...span, tries: tries.map(({ trades }) => trades) }, windows, value)
  const sets = forward.folds.map(({ chosen }) => (chosen === undefined ? undefined : tries[chosen]?.set))
  return {
    tries: judged.toSorted(
      (a, b) => (b.value ?? Number.NEGATIVE_INFINITY) - (a.value ?? Number.NEGATIVE_INFINITY),
    ),
    ...(best && { best }),
    ...(deflated && { deflated }),
    isBeyondChance: deflated !== undefined && deflated.probability >= leastProbability,
    forward: { ...forward, sets },
  }
}

/** One try by itself. */
export function judgeOne(
  one: Try,
  span: Question['span'],
  value: (outcome: Outcome) => number | undefined,
): JudgedTry {
  const outcome = outcomeOf({ ...span, trades: one.trades, refused: [] })
  return { ...one, outcome, value: value(outcome) }
}
