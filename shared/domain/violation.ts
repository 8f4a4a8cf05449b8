/** What must hold of an improvement: `invariants.ts` asks it. */
export type ImprovementInvariant =
  | 'stop-looser'
  | 'stop-past-mark'
  | 'tier-falls'
  | 'client-id-used'
  | 'quantity-unseen'
  | 'rung-spent'
  | 'rungs-exceed-entry'
  | 'order-too-large'

/** What must hold of what history shows: `readings.ts` asks it. */
export type ReadingInvariant = 'funding-impossible' | 'fill-impossible' | 'result-impossible'

/** An invariant that does not hold: in the words of the trade, for the journal. */
export interface Violation<I extends string = ImprovementInvariant | ReadingInvariant> {
  readonly invariant: I
  readonly expected: string
  readonly found: string
}
