import type { Signal } from './signal.ts'

/** A signal for which a position was closed: that close alone does not delay it. */
export interface Flipped {
  readonly signalId: string
  /** When the position before that one was closed on the symbol, in milliseconds; absent if there was none. */
  readonly closedBefore?: number
}

/** When a symbol may be entered again after its last close, in milliseconds; 0 if no close counts. */
export function freeAgainAt(
  { id, symbol }: Pick<Signal, 'id' | 'symbol'>,
  closes: {
    readonly lastClosed: Readonly<Record<string, number>>
    readonly flips?: Readonly<Record<string, Flipped>>
  },
  { cooldownSeconds }: { readonly cooldownSeconds: number },
): number {
  const flip = closes.flips?.[symbol]
  const isOwn = flip !== undefined && flip.signalId === id
  const closed = isOwn ? flip.closedBefore : closes.lastClosed[symbol]
  return (closed ?? 0) + cooldownSeconds * 1_000
}
