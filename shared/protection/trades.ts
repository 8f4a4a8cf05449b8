import type { Position } from '#domain/position.ts'
import { entrySide } from '#domain/side.ts'
import type { Exchange, Trade } from '#exchange/port.ts'

/**
 * Trades carry the exchange's time, `sentAt` is ours, which may be ahead: they are looked for from this long
 * before. What of them is older than the entry is left out by its order.
 */
const clockAhead = 60_000

/** The fills of the position's entry order, oldest first. They may be shown later than the fill itself. */
export async function entryTrades(exchange: Exchange, position: Position): Promise<readonly Trade[]> {
  const [trades, ours] = await tradesAndOrder(exchange, position)
  return trades.filter(trade => trade.side === entrySide(position.side) && ours.has(trade.orderId))
}

/** The symbol's trades from the position's first fill on, whoever made them, oldest first. */
export async function tradesSinceEntry(exchange: Exchange, position: Position): Promise<readonly Trade[]> {
  // Nobody here sent the entry of a position that was found: it is known by its time alone.
  if (position.foundAt !== undefined)
    return exchange.trades(position.symbol, position.openedAt ?? position.foundAt)
  const [trades, ours] = await tradesAndOrder(exchange, position)
  const first = trades.findIndex(trade => ours.has(trade.orderId))
  return first < 0 ? [] : trades.slice(first)
}

/**
 * The symbol's latest trades, and which orders among theirs are the entry. Without a cooldown the last position's
 * trades may lie within the same second; what tells them apart is the order's client id (weight 6).
 */
async function tradesAndOrder(
  exchange: Exchange,
  { symbol, entry, createdAt }: Position,
): Promise<readonly [readonly Trade[], ReadonlySet<string>]> {
  const [trades, order] = await Promise.all([
    exchange.trades(symbol, (entry.sentAt ?? createdAt) - clockAhead),
    exchange.order(symbol, entry.clientId),
  ])
  if (order) return [trades, new Set([order.orderId])]
  // An order that was just sent may not be found by its client id yet, while its trades are shown.
  const ids = [...new Set(trades.map(trade => trade.orderId))]
  const orders = await Promise.all(ids.map(id => exchange.orderById(symbol, id)))
  return [
    trades,
    new Set(orders.filter(each => each?.clientId === entry.clientId).map(each => each?.orderId ?? '')),
  ]
}
