import { ownerOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { entrySide } from '#domain/side.ts'
import type { ExchangePosition } from '#exchange/port.ts'
import type { SurveyDesk } from './survey-desk.ts'

/** How long before its last change a position's trades are looked for. */
const lookBackMs = 60_000

/**
 * Our own record of a position on the exchange, known by the client id of an order that protects it or of the
 * order that opened it (weight 7). Undefined when nothing of this deployment is behind it.
 */
export async function ownPositionBehind(
  desk: SurveyDesk,
  open: ExchangePosition,
): Promise<Position | undefined> {
  const clientIds = [...(await protectingOrders(desk, open)), ...(await openingOrders(desk, open))]
  const owner = clientIds.map(ownerOf).find(found => found?.deployment === desk.deployment)
  const stored = owner && (await desk.state.positions.read(owner.positionId))
  const own = stored?.item
  return own?.symbol === open.symbol && own.side === open.side ? own : undefined
}

async function protectingOrders({ exchange }: SurveyDesk, { symbol }: ExchangePosition): Promise<string[]> {
  return (await exchange.openAlgoOrders(symbol)).map(order => order.clientId)
}

async function openingOrders({ exchange }: SurveyDesk, open: ExchangePosition): Promise<string[]> {
  const trades = await exchange.trades(open.symbol, open.updatedAt - lookBackMs)
  const last = trades.findLast(trade => trade.side === entrySide(open.side))
  const order = last && (await exchange.orderById(open.symbol, last.orderId))
  return order ? [order.clientId] : []
}
