import type { FailureEvents } from './failing.ts'
import type { StepEvents, StepName } from './journal.ts'
import type { LogOnlyEvents, OfPosition } from './telling.ts'

type StepLines = {
  readonly [E in StepName]: StepEvents[E] &
    OfPosition & {
      /** What was done without the position's lease names who has it. */
      readonly beside?: string
    }
}

/** Every line that informs or warns, and its details. A step of a position is the same word here as in its journal. */
export interface LineEvents extends StepLines, LogOnlyEvents {}

export type LineName = keyof LineEvents
export type FailureName = keyof FailureEvents

/** Steps that the operator should hear of: their lines warn. */
export const warnings: readonly StepName[] = [
  'invariant-broken',
  'mark-doubted',
  'sentiment-changed',
  'result-not-known',
]

/** A step as a line of log. The compiler follows no name into a union, so the two are joined here alone. */
export const lineOf = <E extends StepName>(
  { positionId, symbol, beside }: OfPosition & { readonly beside?: string },
  details: StepEvents[E],
) => ({ positionId, symbol, ...(beside && { beside }), ...details }) as LineEvents[E]
