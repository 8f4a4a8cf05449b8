import type { Sentiment } from './protection.ts'
import type { Side } from './side.ts'
import { type Action, sideOf } from './signal.ts'

/** What a signal says of an open position; undefined where it says nothing (CLOSE acts by itself). */
export function sentimentOf(side: Side, action: Action): Sentiment | undefined {
  if (action === 'CLOSE') return undefined
  if (action === 'HOLD') return 'HOLD'
  return sideOf(action) === side ? 'agrees' : 'opposes'
}
