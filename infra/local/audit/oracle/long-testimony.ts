import { ownerOf } from './cases.ts'
import type { Asked, Nearby, Span, Testimony } from './testimony.ts'

/** The testimony of a run that may be months long: what was asked, and the looks, of one stretch at a time. */
export interface LongTestimony extends Omit<Testimony, 'asked' | 'looks' | 'ledgers'> {
  /** Gone through more than once, one after the other. */
  readonly ledgers: Iterable<Testimony['ledgers'][number]>
  /** At least what was asked within a span, and the looks at a symbol in it. */
  readonly near: (symbol: string, span: Span) => Pick<Testimony, 'asked' | 'looks'>
  /** Position id → its first conditional order that was asked for. */
  readonly protectedFirst: ReadonlyMap<string, FirstProtected>
}

export interface FirstProtected {
  readonly symbol: string
  readonly sentAt: number
}

/** Notes whose conditional order it is, if it is the first of that position. */
export function protectedIn(
  { name, params: { clientAlgoId = '', symbol = '' }, sentAt }: Asked,
  known: Map<string, FirstProtected>,
): void {
  const id = name === 'POST algoOrder' ? ownerOf(clientAlgoId)?.positionId : undefined
  if (id !== undefined && !known.has(id)) known.set(id, { symbol, sentAt })
}

/**
 * What is asked for a position before it is open, and after it is closed: an executor's whole invocation, and all that
 * is still sent because it is not known yet.
 */
const besideMs = 600_000

/** What one position is judged by. */
export function nearby(
  { ledgers: _, near, protectedFirst: __, ...testimony }: LongTestimony,
  symbol: string,
  { from, to }: Span,
): Nearby {
  return { ...testimony, ...near(symbol, { from: from - besideMs, to: to + besideMs }) }
}
