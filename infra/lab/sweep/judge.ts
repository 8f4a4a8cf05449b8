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
  /** Into which the time is cut. */
  readonly windows: number
}

export interface JudgedTry extends Try {
  readonly outcome: Outcome
  /** Undefined where its trades are too few, or do not tell. */
  readonly value: number | undefined
}

/** What a sweep came to. */
export interface Judgement {
  /** The best first. */
  readonly tries: readonly JudgedTry[]
  readonly best?: JudgedTry
  /** The best, less the luck of having tried so many; absent where there are too few days. */
  readonly deflated?: Deflated
  /** Whether the best is more than that luck. */
  readonly isBeyondChance: boolean
  readonly forward: WalkForward & { readonly sets: readonly (Try['set'] | undefined)[] }
}

/** Chooses the best of all tries, and says what the choice is worth. */
export function judge({ span, tries: given, objective, leastTrades, windows }: Question): Judgement {
  // They come as threads finish them; of equal ones the same is the best each time.
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

/** What one try came to by itself. */
export function judgeOne(
  one: Try,
  span: Question['span'],
  value: (outcome: Outcome) => number | undefined,
): JudgedTry {
  const outcome = outcomeOf({ ...span, trades: one.trades, refused: [] })
  return { ...one, outcome, value: value(outcome) }
}
