import type { PositionLifetime } from '#paper/audit/ledger.ts'
import type { Fault } from './weather.ts'

type Ended = Pick<PositionLifetime, 'symbol' | 'closedAt' | 'netPnl' | 'turned'>

/**
 * What can be known of a position that a trader turned and whose contract ended before its result was recorded: its
 * trades are not shown any more, and the account has its end and the trader's in one sum (docs/promises.md, what is
 * outside). Every other position is known by itself.
 */
export function asShown<L extends Ended>(
  life: L,
  next: Ended | undefined,
  recorded: { readonly closedAt?: number },
  faults: readonly Fault[],
): L {
  const isSettled = ({ kind, symbol, at }: Fault) =>
    kind === 'delisted' && symbol === life.symbol && at === next?.closedAt
  if (!next?.turned || recorded.closedAt !== next.closedAt || !faults.some(isSettled)) return life
  return { ...life, closedAt: next.closedAt, netPnl: life.netPnl.plus(next.netPnl) }
}
