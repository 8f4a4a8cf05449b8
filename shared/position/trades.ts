import { type Dec, type DecimalString, dec, sum } from '#domain/decimal.ts'
import type { Before } from '#domain/own-fills.ts'
import type { Position } from '#domain/position.ts'
import { entrySide } from '#domain/side.ts'
import { timing } from '#domain/timing.ts'
import type { Context } from '#ports/context.ts'
import type { Exchange, Trade } from '#ports/exchange.ts'

/**
 * Trades carry the exchange's time, while `sentAt` is ours, which may be ahead: the search begins this long before.
 * Trades older than the entry are then left out by their order.
 */
export const clockAhead = 60_000

/** The fills of the position's entry order, oldest first. They may be shown later than the fill itself. */
export async function entryTrades(exchange: Exchange, position: Position): Promise<readonly Trade[]> {
  const [trades, ours] = await tradesAndOrder(exchange, position)
  return trades.filter(trade => trade.side === entrySide(position.side) && ours.has(trade.orderId))
}

/** What these trades paid for a unit, to the last digit; undefined without trades. */
export function averagePrice(trades: readonly Trade[]): Dec | undefined {
  const quantity = sum(trades.map(trade => trade.quantity))
  if (quantity.isZero()) return undefined
  return sum(trades.map(trade => dec(trade.price).times(trade.quantity))).div(quantity)
}

/** The symbol's trades from a position's first fill on, whichever client made them, oldest first. */
export interface TradesSince {
  readonly trades: readonly Trade[]
  /** The quantity open before them, if the entry itself is not among them. */
  readonly before?: Before
  /** The fee of that entry; "0" if its fees are on trades, or another client's. */
  readonly entryFees: DecimalString
}

/** Undefined until the entry is shown. An entry that history no longer keeps is known from the position itself. */
export async function tradesSinceEntry(
  { exchange, clock }: Pick<Context, 'exchange' | 'clock'>,
  position: Position,
): Promise<TradesSince | undefined> {
  const { symbol, side, foundAt, openedAt, entryQuantity = '0', entryFees = '0' } = position
  // No executor sent the entry of an adopted position: its last change before adoption stands for it.
  if (foundAt !== undefined) {
    const at = openedAt ?? foundAt
    const trades = await exchange.trades(symbol, at)
    return { trades, before: { quantity: entryQuantity, at }, entryFees: '0' }
  }
  const old = openedAt !== undefined && clock.now() - openedAt > timing.history.most
  const [trades, ours] =
    old && !position.entry.orderId
      ? await tradesAndInstant(exchange, position, openedAt)
      : await tradesAndOrder(exchange, position)
  const first = trades.findIndex(trade => ours.has(trade.orderId) && trade.side === entrySide(side))
  if (first >= 0) return { trades: trades.slice(first), entryFees: '0' }
  if (!old) return undefined
  const before = { quantity: entryQuantity, at: openedAt }
  return { trades: trades.filter(({ at }) => at > openedAt), before, entryFees }
}

type TradesAndOrders = readonly [readonly Trade[], ReadonlySet<string>]

/**
 * The symbol's latest trades, and which orders among them are the entry. Without a cooldown the previous position's
 * trades may lie within the same second; the order tells them apart (weight 6, or 5 once its id is known).
 */
async function tradesAndOrder(
  exchange: Exchange,
  { symbol, entry, createdAt }: Position,
): Promise<TradesAndOrders> {
  const since = (entry.sentAt ?? createdAt) - clockAhead
  if (entry.orderId !== undefined) return [await exchange.trades(symbol, since), new Set([entry.orderId])]
  const [trades, order] = await Promise.all([
    exchange.trades(symbol, since),
    exchange.order(symbol, entry.clientId),
  ])
  if (order) return [trades, new Set([order.orderId])]
  // A fresh order may not be found by its client id yet, although its trades are shown.
  const ids = [...new Set(trades.map(trade => trade.orderId))]
  const orders = await Promise.all(ids.map(id => exchange.orderById(symbol, id)))
  return [
    trades,
    new Set(orders.filter(each => each?.clientId === entry.clientId).map(each => each?.orderId ?? '')),
  ]
}

/** The entry of a record that has no order id and whose client id may be gone: the order of its very instant. */
async function tradesAndInstant(
  exchange: Exchange,
  { symbol, side }: Position,
  openedAt: number,
): Promise<TradesAndOrders> {
  const trades = await exchange.trades(symbol, openedAt - clockAhead)
  const entry = trades.filter(({ at, side: traded }) => at === openedAt && traded === entrySide(side))
  return [trades, new Set(entry.map(({ orderId }) => orderId))]
}
