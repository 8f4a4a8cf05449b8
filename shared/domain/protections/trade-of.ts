import { type DecimalString, dec } from '../decimal.ts'
import type { CloseReason, Position } from '../position.ts'
import type { ClosedTrade } from './closed-trade.ts'

/** freqtrade's `stop_loss`, `trailing_stop_loss`, `stoploss_on_exchange` and `liquidation`, in our words. */
const stops: readonly CloseReason[] = ['stop-hit', 'stop-crossed', 'emergency', 'liquidated']

/**
 * A position as the protections count it. `unknownLoss` stands for its result until that is known, in quote asset above
 * 0. Until then it counts as a stop, unless it is known to have closed otherwise.
 */
export function closedTradeOf(
  position: Position,
  closedAt: number,
  unknownLoss?: DecimalString,
): ClosedTrade {
  const { id, symbol, side, leverage, entry, result } = position
  const quantity = position.entryQuantity ?? entry.quantity
  const margin = dec(position.entryPrice ?? entry.touchPrice)
    .times(quantity)
    .div(leverage)
  const net = unknownLoss === undefined ? dec(result?.netPnl ?? 0) : dec(unknownLoss).neg()
  const reason = result?.reason ?? 'external'
  const stopped = stops.includes(reason) || (unknownLoss !== undefined && reason === 'external')
  const profit = net.div(margin).toFixed(8)
  return { id, symbol, side, closedAt, profit, ...(stopped && { stopped }) }
}
