import type { Side } from './side.ts'
import { type Signal, sideOf } from './signal.ts'
import type { Opposite, Sources } from './sources.ts'

/** What a source's signals for the other side do. */
export const oppositeOf = (sources: Sources, source: string): Opposite =>
  (Object.hasOwn(sources, source) ? sources[source]?.opposite : undefined) ?? 'warn'

/** An open position as a signal meets it. */
interface Open {
  readonly side: Side
  /** Timestamp of the signal to enter once this position is flat; absent if there is none. */
  readonly flipsAt?: number
}

/**
 * Whether a signal ends the open position of its symbol. A signal for the other side does, if its source's settings say
 * so. A newer signal for the position's own side does only while another signal is flipping it, and is then entered in
 * that signal's place.
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
