import { dec } from '#domain/decimal.ts'
import { ownerOf } from '#domain/identity.ts'
import { marginPnl } from '#domain/margin.ts'
import type { Position } from '#domain/position.ts'
import type { AccountPositions, AlgoOrder, ExchangePosition, Listed } from '#ports/exchange.ts'

/** A symbol's position in the table and on the exchange. */
export interface Compared {
  readonly symbol: string
  readonly position?: Position
  readonly exchange?: ExchangePosition
  /** The position's live stops on the exchange, and the tightest one's level. */
  readonly liveStops: number
  readonly marginPnl?: string
  /** Differences in words; empty when both agree and a stop stands. */
  readonly differences: readonly string[]
}

/** Compares managed positions with open ones, symbol by symbol. */
export function comparePositions(
  managed: readonly Position[],
  { open, unread, complete }: AccountPositions,
  orders: readonly Listed<AlgoOrder>[],
): readonly Compared[] {
  const symbols = [...new Set([...[...managed, ...open].map(each => each.symbol), ...unread])].sort()
  return symbols.map(symbol => {
    const position = managed.find(each => each.symbol === symbol)
    const exchange = open.find(each => each.symbol === symbol)
    const compared = compare(
      symbol,
      position,
      exchange,
      orders.filter(each => each.symbol === symbol),
    )
    const isUnread = unread.includes(symbol) || (!complete && !exchange)
    return isUnread ? { ...compared, differences: ['its row on the exchange cannot be read'] } : compared
  })
}

function compare(
  symbol: string,
  position: Position | undefined,
  exchange: ExchangePosition | undefined,
  orders: readonly Listed<AlgoOrder>[],
): Compared {
  const stops = orders.filter(
    order =>
      order.type?.startsWith('STOP') && (!position || ownerOf(order.clientId)?.positionId === position.id),
  )
  return {
    symbol,
    ...(position && { position }),
    ...(exchange && { exchange }),
    liveStops: stops.length,
    ...(position?.entryPrice &&
      exchange?.markPrice && {
        marginPnl: marginPnl(
          position.side,
          dec(position.entryPrice),
          dec(exchange.markPrice),
          position.leverage,
        ).toFixed(6),
      }),
    differences: differencesOf(position, exchange, stops),
  }
}

function differencesOf(
  position: Position | undefined,
  exchange: ExchangePosition | undefined,
  stops: readonly Listed<AlgoOrder>[],
): readonly string[] {
  if (!position) return exchange ? ['open on the exchange, not managed by this deployment'] : []
  if (!exchange) {
    return position.state === 'entering'
      ? ['entering; nothing is open on the exchange yet']
      : [`${position.state} in the table, nothing is open on the exchange`]
  }
  const { side, openQuantity = '0', entryPrice } = position
  return [
    side !== exchange.side && `${side} in the table, ${exchange.side} on the exchange`,
    !dec(openQuantity).eq(exchange.quantity) &&
      `${openQuantity} open in the table, ${exchange.quantity} on the exchange`,
    entryPrice !== undefined &&
      exchange.entryPrice !== undefined &&
      !isNear(entryPrice, exchange.entryPrice) &&
      `entered at ${entryPrice} in the table, at ${exchange.entryPrice} on the exchange`,
    !stops.some(stop => stop.type === 'STOP_MARKET') && 'no live market stop on the exchange',
  ].filter(difference => difference !== false)
}

/** The exchange rounds its entry price: a ten-thousandth of it is no difference. */
const isNear = (a: string, b: string) => dec(a).minus(b).abs().lte(dec(a).times('0.0001'))
