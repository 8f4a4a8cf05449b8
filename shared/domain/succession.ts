import type { Action } from './signal.ts'

/** A signal of one symbol, as compared with another; `at` in milliseconds. */
export interface Told {
  readonly action: Action
  readonly at: number
}

/** Many producers stamp whole seconds: the order within such a second is not known. */
const resolutionOf = ({ at }: Told): number => (at % 1_000 === 0 ? 1_000 : 1)

/**
 * Whether a CLOSE ends what an entry opened, or keeps it from opening: it beats every entry that is stamped no later
 * than it is, at the coarser of their two resolutions. In doubt it is out of the market.
 */
export function isClosedBy(entry: Told, close: Told): boolean {
  const unit = Math.max(resolutionOf(entry), resolutionOf(close))
  return Math.floor(entry.at / unit) <= Math.floor(close.at / unit)
}

/**
 * Whether a CLOSE ends what it finds open, which it has come after: clocks that differ by less than a second, or a
 * producer that stamps both with its bar, keep no position open.
 */
export const endsOpen = (entry: Told, close: Told): boolean =>
  Math.floor(entry.at / 1_000) <= Math.floor(close.at / 1_000)

/**
 * What keeps an entry from being sent: a CLOSE that beats it, or a later signal for the other side. A HOLD never
 * does.
 */
export const supersededBy = <T extends Told>(
  entry: Told & { readonly action: 'BUY' | 'SELL' },
  others: readonly T[],
): T | undefined =>
  others.find(other =>
    other.action === 'CLOSE'
      ? isClosedBy(entry, other)
      : other.action !== 'HOLD' && other.action !== entry.action && other.at > entry.at,
  )
