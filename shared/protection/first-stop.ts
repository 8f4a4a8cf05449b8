import { dec, toMultiple } from '#domain/decimal.ts'
import { clientIdOf } from '#domain/identity.ts'
import { stepOf } from '#domain/margin.ts'
import type { Position } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import type { NewOrder } from '#exchange/port.ts'
import type { Desk } from './desk.ts'
import { primaryStop } from './orders.ts'

/** An exit as it was sent, and what is known of it. */
export type SentExit = NewOrder & { readonly outcome: string }

/**
 * The first stop, or where the market is past it already the exit of `quantity` in its place: until one of them
 * stands the position is naked, so neither waits for whoever closes positions.
 */
export async function firstStopOrExit(
  { exchange }: Pick<Desk, 'exchange'>,
  position: Position,
  quantity: string,
): Promise<{ readonly stop: Awaited<ReturnType<typeof placeFirstStop>>; readonly exit?: SentExit }> {
  const stop = await placeFirstStop({ exchange }, position)
  if (stop.outcome !== 'refused' || stop.code !== -2021) return { stop }
  return { stop, exit: await exitAtOnce({ exchange }, position, quantity) }
}

/** Sells at market, lease or no lease. It only reduces and its client id is fixed, so twice does no harm. */
export async function exitAtOnce(
  { exchange }: Pick<Desk, 'exchange'>,
  { id, deployment, symbol, side, rules }: Position,
  quantity: string,
): Promise<SentExit> {
  const most = toMultiple(dec(rules.marketMaxQuantity), stepOf(rules), 'down')
  const order = {
    type: 'MARKET',
    reduceOnly: true,
    symbol,
    side: closingSide(side),
    quantity: dec(quantity).gt(most) ? most.toFixed() : quantity,
    clientId: clientIdOf(deployment, id, 'close', 0),
  } as const
  const { outcome } = await exchange.place(order)
  return { ...order, outcome }
}

/**
 * Sends the stop with its fixed client id, which executor and monitor share: whoever is second is told that
 * it stands already. An unresolved request is sent again, the rest is for the look that follows.
 */
async function placeFirstStop({ exchange }: Pick<Desk, 'exchange'>, position: Position) {
  const stop = primaryStop(position)
  const answer = await exchange.placeAlgo(stop)
  return answer.outcome === 'unresolved' ? exchange.placeAlgo(stop) : answer
}
