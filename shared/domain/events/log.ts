import type { FailureEvents } from './failing.ts'
import type { StepEvents, StepName } from './journal.ts'
import type { LogOnlyEvents, OfPosition } from './telling.ts'

type StepLines = {
  readonly [E in StepName]: StepEvents[E] &
    OfPosition & {
      /** A step made without the position's lease names the holder. */
      readonly beside?: string
    }
}

/** Every line that informs or warns, and its details. A step of a position has the same name here as in its journal. */
export interface LineEvents extends StepLines, LogOnlyEvents {}

export type LineName = keyof LineEvents
export type FailureName = keyof FailureEvents

/** Steps that the operator should hear of: their lines are warnings. */
export const warnings: readonly StepName[] = [
  'invariant-broken',
  'mark-doubted',
  'sentiment-changed',
  'result-not-known',
]

/** A step as a log line. The compiler cannot follow a name into a union, so only this line joins the two. */
export const lineOf = <E extends StepName>(
  { positionId, symbol, beside }: OfPosition & { readonly beside?: string },
  details: StepEvents[E],
) => ({ positionId, symbol, ...(beside && { beside }), ...details }) as LineEvents[E]
