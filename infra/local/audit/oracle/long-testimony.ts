import { ownerOf } from './cases.ts'
import type { Asked, Nearby, Span, Testimony } from './testimony.ts'

/** The testimony of a run that may last months: requests and looks, one stretch at a time. */
export interface LongTestimony extends Omit<Testimony, 'asked' | 'looks' | 'ledgers'> {
  /** Iterated more than once. */
  readonly ledgers: Iterable<Testimony['ledgers'][number]>
  /** At least the requests within a span, and the looks at a symbol in it. */
  readonly near: (symbol: string, span: Span) => Pick<Testimony, 'asked' | 'looks'>
  /** Position id → its first requested conditional order. */
  readonly protectedFirst: ReadonlyMap<string, FirstProtected>
}

export interface FirstProtected {
  readonly symbol: string
  readonly sentAt: number
}

/** Notes a conditional order if it is the first of its position. */
export function protectedIn(
  { name, params: { clientAlgoId = '', symbol = '' }, sentAt }: Asked,
  known: Map<string, FirstProtected>,
): void {
  const id = name === 'POST algoOrder' ? ownerOf(clientAlgoId)?.positionId : undefined
  if (id !== undefined && !known.has(id)) known.set(id, { symbol, sentAt })
}

/**
 * How long requests for a position may precede its opening, and follow its close: an executor's whole invocation, and
 * what functions still send before they know of the close.
 */
const besideMs = 600_000

/** The part by which one position is judged. */
export function nearby(
  { ledgers: _, near, protectedFirst: __, ...testimony }: LongTestimony,
  symbol: string,
  { from, to }: Span,
): Nearby {
  return { ...testimony, ...near(symbol, { from: from - besideMs, to: to + besideMs }) }
}
