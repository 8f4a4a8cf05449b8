import type { Side } from './side.ts'
import { type Action, sideOf } from './signal.ts'

/** What the latest signal says of an open position. */
export type Sentiment = 'agrees' | 'HOLD' | 'opposes'

/** What a signal says of an open position; undefined where it says nothing (CLOSE acts by itself). */
export function sentimentOf(side: Side, action: Action): Sentiment | undefined {
  if (action === 'CLOSE') return undefined
  if (action === 'HOLD') return 'HOLD'
  return sideOf(action) === side ? 'agrees' : 'opposes'
}
