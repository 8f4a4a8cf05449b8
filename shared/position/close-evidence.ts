import { type CloseEvidence, needsTrigger } from '#domain/close-reason.ts'
import type { Position } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import type { Context } from '#ports/context.ts'
import type { AlgoOrder, Trade } from '#ports/exchange.ts'

/** Reads why the position is flat: the order behind the last closing trade, and what triggered it. */
export async function closeEvidence(
  context: Context,
  position: Position,
  trades: readonly Trade[],
): Promise<CloseEvidence> {
  const decided = position.closing?.reason ?? 'external'
  const last = trades.filter(trade => trade.side === closingSide(position.side)).at(-1)
  if (!last) return { decided, traded: false }
  const order = await orderBehind(context, position.symbol, last)
  const evidence = { decided, traded: true, ...(order && { order: order.clientId }) }
  if (!needsTrigger(evidence)) return evidence
  const trigger = await triggerBehind(context, position, last.orderId)
  return { ...evidence, ...(trigger !== undefined && { trigger }) }
}

/** The order of a trade that is shown: if it is not found yet, it is found a moment later. */
async function orderBehind({ exchange, clock }: Context, symbol: string, { orderId }: Trade) {
  for (const pause of [1_000, 2_000]) {
    const order = await exchange.orderById(symbol, orderId)
    if (order) return order
    await clock.sleep(pause)
  }
  return exchange.orderById(symbol, orderId)
}

/** The client id of our algo order whose trigger made this regular order. */
async function triggerBehind(
  { exchange }: Context,
  position: Position,
  orderId: string,
): Promise<string | undefined> {
  const { primary, backup, bridge } = position.protection
  const rungs = position.rungs.map(rung => rung.clientId)
  const ids = [primary, backup, bridge, ...rungs].filter(id => id !== undefined)
  const orders = await Promise.all(ids.map(id => exchange.algoOrder(position.symbol, id)))
  return orders.find((order): order is AlgoOrder => order?.actualOrderId === orderId)?.clientId
}
