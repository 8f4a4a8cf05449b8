import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import type { LiveOrder, Look } from '#domain/look.ts'
import type { Touch } from '#domain/mark.ts'
import type { Position } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import type { Context } from '#ports/context.ts'
import type { AlgoOrder, Exchange, Listed } from '#ports/exchange.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import { UnreadRow } from '#ports/unread-row.ts'

/**
 * The position's own orders in the open algo book (weight 1). Of a position that another client opened, also the
 * stop that he put there to close it: Binance allows one, so ours takes its place.
 */
export async function ownAlgoOrders(exchange: Exchange, position: Position): Promise<readonly LiveOrder[]> {
  const open = await exchange.openAlgoOrders(position.symbol)
  return open.filter(order => belongsTo(position, order)).map(liveOrderOf)
}

function belongsTo({ id, deployment, side, foundAt }: Position, order: Listed<AlgoOrder>): boolean {
  const owner = ownerOf(order.clientId)
  // One that was opened here, and whose record is gone, was taken over with the orders of its former id.
  if (owner?.positionId === id || (owner && (foundAt === undefined || owner.deployment !== deployment)))
    return owner.positionId === id
  const closes = order.closePosition && order.type === 'STOP_MARKET' && order.side === closingSide(side)
  // One whose trigger cannot be told holds nothing.
  return foundAt !== undefined && closes === true && order.triggerPrice !== undefined
}

/** An order of ours is read whole or not at all: half of it would be a stop that is none, or none that is one. */
function liveOrderOf({ symbol, clientId, ...order }: Listed<AlgoOrder>): LiveOrder {
  const { type, triggerPrice, quantity, closePosition } = order
  if (
    type === undefined ||
    triggerPrice === undefined ||
    quantity === undefined ||
    closePosition === undefined
  )
    throw new UnreadRow('openAlgoOrders', symbol, clientId)
  return { clientId, type, triggerPrice, quantity, closePosition, seen: true }
}

/** Bid and ask, where a mark alone must not decide (weight 2). That they cannot be read is an answer, too. */
export async function touchOf(
  { exchange, telemetry }: Pick<Context, 'exchange' | 'telemetry'>,
  symbol: string,
): Promise<Touch | 'unreadable'> {
  try {
    return await exchange.touch(symbol)
  } catch (error) {
    if (!isAskedToWait(error)) telemetry.error('touch-unread', error, { symbol })
    return 'unreadable'
  }
}

/** Reads all of a look again: quantity, mark and orders (weight 6). Bid and ask of before say nothing of this mark. */
export async function lookAgain(exchange: Exchange, position: Position, before: Look): Promise<Look> {
  const { touch: _, ...rest } = before
  const [open, orders] = await Promise.all([
    exchange.position(position.symbol),
    ownAlgoOrders(exchange, position),
  ])
  const ours = open?.side === position.side ? open : undefined
  return {
    ...rest,
    quantity: dec(ours?.quantity ?? 0).toFixed(),
    ...(ours?.markPrice !== undefined && { markPrice: ours.markPrice }),
    orders,
  }
}
