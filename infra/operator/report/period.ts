import { type DecimalString, sum } from '#domain/decimal.ts'
import { refusedOf } from '#figures/missed.ts'
import type { Period } from '#figures/period.ts'
import type { Verdict } from '#ports/state.ts'
import type { Connection } from '../connect/connection.ts'
import type { Trade } from './trades.ts'

/** The period that the operator asks for. */
export interface Asked {
  /** Times of closes, in milliseconds. */
  readonly from?: number
  readonly to?: number
  /** The account's balance when the period began. */
  readonly balance?: DecimalString
  /** Seed for drawing the intervals. */
  readonly seed?: number
}

/** Whether a position closed at this time belongs to the period. */
export const isIn =
  ({ from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY }: Asked) =>
  (closedAt: number): boolean =>
    closedAt >= from && closedAt < to

/**
 * The requested period, by default from the first opening to the last close. Only the paper venue tells the account's
 * starting balance; for other accounts the operator must give it.
 */
export function periodOf(
  asked: Asked,
  known: readonly Trade[],
  verdicts: readonly Verdict[],
  { configuration, stack }: Pick<Connection, 'configuration' | 'stack'>,
): Period {
  const isAsked = isIn(asked)
  const trades = known.filter(({ closedAt }) => isAsked(closedAt))
  const now = stack.clock.now()
  const from = asked.from ?? Math.min(now, ...trades.map(({ openedAt }) => openedAt))
  const last = Math.max(from, ...trades.map(({ closedAt }) => closedAt))
  // The future has no trades: a period that begins there is empty.
  const to = Math.max(from, Math.min(now, asked.to ?? last))
  const before = known.filter(({ closedAt }) => closedAt < from).map(({ net }) => net)
  const startingBalance =
    asked.balance ??
    (configuration.venue === 'paper' ? sum([configuration.paperBalance, ...before]).toFixed() : undefined)
  return {
    from,
    to,
    trades,
    refused: refusedOf(verdicts.filter(({ at }) => at >= (asked.from ?? 0) && at < (asked.to ?? now))),
    ...(startingBalance !== undefined && { startingBalance }),
    ...(asked.seed !== undefined && { seed: asked.seed }),
  }
}
