import { ownerOf, type Purpose } from '#domain/identity.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import type { AlgoOrder, Trade } from '#exchange/port.ts'
import type { Desk } from '#protection/desk.ts'

/** What Binance writes into the client ids of its own orders. */
const imposed: readonly (readonly [prefix: string, reason: CloseReason])[] = [
  ['autoclose-', 'liquidated'],
  ['settlement_autoclose-', 'liquidated'],
  ['adl_autoclose', 'auto-deleveraged'],
]

/**
 * Why the position is flat. What was decided here stands, unless the exchange was quicker: then the order
 * behind the last closing trade tells.
 */
export async function trueReason(
  desk: Desk,
  position: Position,
  trades: readonly Trade[],
): Promise<CloseReason> {
  const decided = position.closing?.reason ?? 'external'
  const last = trades.filter(trade => trade.side === closingSide(position.side)).at(-1)
  if (!last) return decided
  const order = await desk.exchange.orderById(position.symbol, last.orderId)
  const owner = order && ownerOf(order.clientId)
  // A closing order that nobody decided on here: the rescue of a first stop that was crossed.
  if (owner?.purpose === 'close') return decided === 'external' ? 'stop-crossed' : decided
  const named = owner && reasonOf[owner.purpose]
  if (named) return named
  const forced = imposed.find(([prefix]) => order?.clientId.startsWith(prefix))
  if (forced) return forced[1]
  const trigger = await triggerBehind(desk, position, last.orderId)
  if (trigger) return reasonOf[trigger] ?? 'external'
  return decided === 'external' || decided === 'stop-crossed' ? 'external' : decided
}

const reasonOf: Partial<Record<Purpose, CloseReason>> = {
  primary: 'stop-hit',
  backup: 'stop-hit',
  bridge: 'stop-hit',
  rung: 'take-profit',
  bank: 'take-profit',
}

/** The purpose of our algo order whose trigger made this regular order. */
async function triggerBehind(
  { exchange }: Desk,
  position: Position,
  orderId: string,
): Promise<Purpose | undefined> {
  const { primary, backup, bridge } = position.protection
  const rungs = position.rungs.map(rung => rung.clientId)
  const ids = [primary, backup, bridge, ...rungs].filter(id => id !== undefined)
  const orders = await Promise.all(ids.map(id => exchange.algoOrder(position.symbol, id)))
  const made = orders.find((order): order is AlgoOrder => order?.actualOrderId === orderId)
  return made && ownerOf(made.clientId)?.purpose
}
