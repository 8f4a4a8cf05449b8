import type { Side } from './side.ts'
import { type Signal, sideOf } from './signal.ts'
import type { Opposite, Sources } from './sources.ts'

/** What a source's signals for the other side do. */
export const oppositeOf = (sources: Sources, source: string): Opposite =>
  (Object.hasOwn(sources, source) ? sources[source]?.opposite : undefined) ?? 'warn'

/** An open position as a signal meets it. */
interface Open {
  readonly side: Side
  /** When the signal was stamped that is entered once this position is flat; absent where none is. */
  readonly flipsAt?: number
}

/**
 * Whether a signal ends what is open on its symbol: one for the other side does, where its source says so; one for its
 * own side only while another flips it, and as the newer one. Then it is entered in the place of that.
 */
export function turns(
  { action, at }: Pick<Signal, 'at'> & { readonly action: 'BUY' | 'SELL' },
  { side, flipsAt }: Open,
  opposite: Opposite = 'warn',
): boolean {
  if (opposite === 'warn') return false
  if (sideOf(action) !== side) return true
  return opposite === 'flip' && flipsAt !== undefined && at > flipsAt
}
