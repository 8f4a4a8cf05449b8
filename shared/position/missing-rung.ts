import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import { fired, missed } from '#domain/intentions.ts'
import type { Look } from '#domain/look.ts'
import type { OpenPosition, Rung } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import { timing } from '#domain/timing.ts'
import type { MoveContext } from '#ports/context.ts'
import type { Exchange } from '#ports/exchange.ts'
import { rungQuantity } from './orders.ts'
import { clockAhead } from './trades.ts'

/**
 * What to make of a rung whose order is neither open nor found. An order that is not shown may still have fired, and
 * selling in its place would sell twice. It has fired once less is open, or once a sale is shown that may be its own.
 * It never lived if a later look finds the same.
 */
export async function seek({ context, held, look }: MoveContext, index: number): Promise<Look | 'absent'> {
  const { position } = held
  const rung = position.rungs[index]
  if (!rung?.clientId) throw new Error(`Position ${position.id} has no order of rung ${index} to look for`)
  const sold = await hasSold(context.exchange, position, rung, look)
  if (sold === true) {
    await held.write(fired(position, index))
    return look
  }
  const now = context.clock.now()
  const { missingSince = now } = rung
  if (sold === false && now - missingSince >= timing.missing) return 'absent'
  if (rung.missingSince === undefined) await held.write(missed(position, index, now))
  return { ...look, sought: [...(look.sought ?? []), rung.clientId] }
}

/** Whether the rung's order has sold; undefined if the exchange does not tell whose a sale was (weight 7). */
async function hasSold(
  exchange: Exchange,
  position: OpenPosition,
  rung: Rung,
  look: Look,
): Promise<boolean | undefined> {
  const { symbol, side, openQuantity, openedAt, createdAt } = position
  if (dec(openQuantity).minus(look.quantity).gte(rungQuantity(position, rung))) return true
  const { clientId = '', offeredAt = openedAt ?? createdAt } = rung
  // The order that a trigger makes may inherit the client id.
  const order = await exchange.order(symbol, clientId)
  if (dec(order?.filled ?? 0).gt(0)) return true
  const trades = await exchange.trades(symbol, offeredAt - clockAhead)
  const sales = trades.filter(trade => trade.side === closingSide(side)).map(trade => trade.orderId)
  const sellers = await Promise.all([...new Set(sales)].map(id => exchange.orderById(symbol, id)))
  if (sellers.includes(undefined)) return undefined
  // An order of ours under another client id is explained; the origin of any other is unknown.
  return sellers.some(seller => seller && (seller.clientId === clientId || !ownerOf(seller.clientId)))
}
