import { dec } from '#domain/decimal.ts'
import { exitQuantity } from '#domain/exit-size.ts'
import { clientIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { closingSide } from '#domain/side.ts'
import { tellsOfOtherRules } from '#exchange/outcome.ts'
import type { NewOrder } from '#exchange/port.ts'
import type { Desk } from './desk.ts'
import { primaryStop } from './orders.ts'
import { underTodaysRules } from './todays-rules.ts'

/** An exit as it was sent, and what is known of it. */
export type SentExit = NewOrder & { readonly outcome: string }

/**
 * The first stop, or where the market is past it already the exit of `quantity` in its place: until one of them
 * stands the position is naked, so neither waits for whoever closes positions.
 */
export async function firstStopOrExit(
  desk: Desk,
  position: Position,
  quantity: string,
): Promise<{ readonly stop: Awaited<ReturnType<typeof placeFirstStop>>; readonly exit?: SentExit }> {
  const stop = await placeFirstStop(desk, position)
  if (stop.outcome !== 'refused' || stop.code !== -2021) return { stop }
  return { stop, exit: await exitAtOnce(desk, position, quantity) }
}

/** Sells at market, lease or no lease. It only reduces and its client id is fixed, so twice does no harm. */
export async function exitAtOnce(desk: Desk, position: Position, quantity: string): Promise<SentExit> {
  const order = exitOrder(position, quantity)
  const answer = await desk.exchange.place(order)
  if (answer.outcome !== 'refused' || !tellsOfOtherRules(answer.code))
    return { ...order, outcome: answer.outcome }
  const fitting = exitOrder(await underTodaysRules(desk, position), quantity)
  const { outcome } = await desk.exchange.place(fitting)
  return { ...fitting, outcome }
}

function exitOrder({ id, deployment, symbol, side, rules }: Position, quantity: string) {
  return {
    type: 'MARKET',
    reduceOnly: true,
    symbol,
    side: closingSide(side),
    quantity: exitQuantity(dec(quantity), rules).toFixed(),
    clientId: clientIdOf(deployment, id, 'close', 0),
  } as const
}

/**
 * Sends the stop with its fixed client id, which executor and monitor share: whoever is second is told that
 * it stands already. An unresolved request is sent again, and one that other rules refuse by today's; the rest is
 * for the look that follows.
 */
async function placeFirstStop(desk: Desk, position: Position) {
  const stop = primaryStop(position)
  const answer = await desk.exchange.placeAlgo(stop)
  if (answer.outcome === 'unresolved') return desk.exchange.placeAlgo(stop)
  if (answer.outcome !== 'refused' || !tellsOfOtherRules(answer.code)) return answer
  return desk.exchange.placeAlgo(primaryStop(await underTodaysRules(desk, position)))
}
