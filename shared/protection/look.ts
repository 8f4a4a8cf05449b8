import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import type { LiveOrder, Look } from '#domain/protection.ts'
import { closingSide } from '#domain/side.ts'
import type { AlgoOrder, Exchange } from '#exchange/port.ts'

/**
 * The position's own orders in the open algo book (weight 1). Of a position that somebody else opened, also the
 * stop that he put there to close it: Binance allows one, so ours takes its place.
 */
export async function ownAlgoOrders(exchange: Exchange, position: Position): Promise<readonly LiveOrder[]> {
  const open = await exchange.openAlgoOrders(position.symbol)
  return open.filter(order => belongsTo(position, order)).map(liveOrderOf)
}

function belongsTo({ id, side, foundAt }: Position, order: AlgoOrder): boolean {
  const owner = ownerOf(order.clientId)
  if (owner) return owner.positionId === id
  const closes = order.closePosition && order.type === 'STOP_MARKET' && order.side === closingSide(side)
  return foundAt !== undefined && closes
}

const liveOrderOf = (order: AlgoOrder): LiveOrder => ({
  clientId: order.clientId,
  type: order.type,
  triggerPrice: order.triggerPrice,
  quantity: order.quantity,
  closePosition: order.closePosition,
  seen: true,
})

/** Reads all of a look again: quantity, mark and orders (weight 6). */
export async function lookAgain(exchange: Exchange, position: Position, before: Look): Promise<Look> {
  const [open, orders] = await Promise.all([
    exchange.position(position.symbol),
    ownAlgoOrders(exchange, position),
  ])
  const ours = open?.side === position.side ? open : undefined
  return {
    ...before,
    quantity: dec(ours?.quantity ?? 0).toFixed(),
    markPrice: ours?.markPrice ?? before.markPrice,
    orders,
  }
}
