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
 * The position's own orders in the open algo book (weight 1). For a position that another client opened, also the stop
 * that the client placed to close it: Binance allows one such stop, so ours replaces it.
 */
export async function ownAlgoOrders(exchange: Exchange, position: Position): Promise<readonly LiveOrder[]> {
  const open = await exchange.openAlgoOrders(position.symbol)
  return open.filter(order => belongsTo(position, order)).map(liveOrderOf)
}

function belongsTo({ id, deployment, side, foundAt }: Position, order: Listed<AlgoOrder>): boolean {
  const owner = ownerOf(order.clientId)
  // A position opened here whose record was lost was adopted with the orders of its former id.
  if (owner?.positionId === id || (owner && (foundAt === undefined || owner.deployment !== deployment)))
    return owner.positionId === id
  const closes = order.closePosition && order.type === 'STOP_MARKET' && order.side === closingSide(side)
  // A stop whose trigger cannot be read protects nothing.
  return foundAt !== undefined && closes === true && order.triggerPrice !== undefined
}

/** An order of ours is read whole or not at all: a half-read row could show a stop that is none, or hide one. */
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

/** Bid and ask, for decisions that a mark alone must not make (weight 2). Failing to read them is an answer too. */
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

/**
 * Reads everything of a look again: quantity, mark and orders (weight 6). The earlier bid and ask say nothing about
 * this mark.
 */
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
