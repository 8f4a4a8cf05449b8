import { type DecimalString, dec } from '#domain/decimal.ts'
import type { Position, Result } from '#domain/position.ts'
import { type Side, sign } from '#domain/side.ts'
import { type Exit, exitOf } from './exit.ts'

/** One closed position as the figures count it: times in milliseconds, money in the margin asset. */
export interface ClosedTrade {
  readonly openedAt: number
  readonly closedAt: number
  readonly symbol: string
  readonly side: Side
  readonly source: string
  readonly leverage: number
  /** The highest tier that the ladder reached. */
  readonly tier: number
  /** The table's reason; `exit` tells a first stop from a trailing one. */
  readonly reason: string
  readonly exit: Exit
  /** The margin of the entry, above 0: quantity × entry price / leverage. */
  readonly margin: DecimalString
  readonly gross: DecimalString
  /** Paid, above 0. */
  readonly fees: DecimalString
  /** Received; below 0 when paid. */
  readonly funding: DecimalString
  /** Gross less fees, with funding. */
  readonly net: DecimalString
  /** Entry price against the touch when its signal was decided on, as a share of the touch; above 0 is worse. */
  readonly slippage: DecimalString
  /** The same in money, for the whole quantity; included in gross. */
  readonly slippageCost: DecimalString
}

/**
 * A position as a trade, by its own result or the one given. Undefined if it is not closed, or if no result is known.
 */
export function tradeOf(position: Position, result?: Omit<Result, 'lastDayNetPnl'>): ClosedTrade | undefined {
  const { symbol, side, source, tier, leverage, closedAt, entry } = position
  const known = result ?? position.result
  if (!known || known.provisional || closedAt === undefined) return undefined
  const touch = dec(entry.touchPrice)
  const price = dec(position.entryPrice ?? touch)
  const quantity = dec(position.entryQuantity ?? entry.quantity)
  const slipped = price.minus(touch).times(sign(side))
  return {
    ...{ symbol, side, source, tier, leverage, closedAt },
    openedAt: position.openedAt ?? position.createdAt,
    reason: known.reason,
    exit: exitOf(known.reason, tier),
    margin: price.times(quantity).div(leverage).toFixed(8),
    gross: known.grossPnl,
    fees: known.fees,
    funding: known.funding,
    net: known.netPnl,
    slippage: slipped.div(touch).toFixed(8),
    slippageCost: slipped.times(quantity).toFixed(8),
  }
}
