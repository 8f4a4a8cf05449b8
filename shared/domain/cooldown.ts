import type { Signal } from './signal.ts'

/** A signal that a position was closed for: that close, and it alone, does not hold it up. */
export interface Flipped {
  readonly signalId: string
  /** When the symbol's position before that one was closed, in milliseconds; absent where there was none. */
  readonly closedBefore?: number
}

/** When a symbol may be entered again after its last close, in milliseconds; 0 where there was none that counts. */
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
