import { ownerOf } from '#domain/identity.ts'
import type { PositionLifetime, VenueLedger } from '#paper/audit/ledger.ts'
import type { Fault } from './weather.ts'

/** The order of the last exit, and the conditional order from which it came. */
function lastExit(ledger: VenueLedger, life: PositionLifetime) {
  const last = ledger.trades.findLast(trade => trade.time === life.closedAt)
  const order = ledger.orders.find(({ orderId }) => orderId === last?.orderId)
  const algo = order && ledger.algoOrders.find(({ algoId }) => algoId === order.algoId)
  return { order, algo }
}

/** The position whose order opened it, if that is one of our own. */
export function openedBy(
  { trades, orders }: VenueLedger,
  { openedAt }: PositionLifetime,
): string | undefined {
  const opener = trades.find(({ time }) => time === openedAt)?.orderId
  return ownerOf(orders.find(({ orderId }) => orderId === opener)?.clientOrderId ?? '')?.positionId
}

/** Whether one of our own orders opened it. */
export const isOurs = (ledger: VenueLedger, life: PositionLifetime): boolean =>
  openedBy(ledger, life) !== undefined

/** Why the position is flat, by the order of its last exit. */
export function reasonsOf(ledger: VenueLedger, life: PositionLifetime): readonly string[] | undefined {
  const { order, algo } = lastExit(ledger, life)
  if (!order) return undefined
  const { clientOrderId } = order
  const owner = ownerOf(algo?.clientAlgoId ?? clientOrderId)
  if (clientOrderId.startsWith('autoclose-')) return ['liquidated']
  if (clientOrderId.startsWith('adl_autoclose')) return ['auto-deleveraged']
  if (!owner) return ['external']
  if (['primary', 'backup', 'bridge'].includes(owner.purpose)) return ['stop-hit']
  if (['rung', 'bank'].includes(owner.purpose)) return ['take-profit']
  return ['signal', 'opposite', 'flip', 'emergency', 'stop-crossed', 'unprotectable', 'operator']
}

/**
 * Whether every read hides that order for good: it had its effect and was then gone, or its contract ended and no
 * answer names it any more.
 */
export function isTraceless(ledger: VenueLedger, life: PositionLifetime, faults: readonly Fault[]): boolean {
  if (faults.some(({ kind, symbol }) => kind === 'delisted' && symbol === ledger.symbol)) return true
  const { order, algo } = lastExit(ledger, life)
  return [order, algo].some(each => each?.fault?.hidden?.to === Number.MAX_SAFE_INTEGER)
}
