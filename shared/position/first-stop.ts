import { dec } from '#domain/decimal.ts'
import { type Answered, answered } from '#domain/events/answer.ts'
import { exitQuantity } from '#domain/exit-size.ts'
import { clientIdOf } from '#domain/identity.ts'
import type { Exit } from '#domain/orders.ts'
import type { CloseReason, Position } from '#domain/position.ts'
import { coarserTicks, onCoarserTick } from '#domain/refit.ts'
import type { Context } from '#ports/context.ts'
import { tellsOfAnotherTick, tellsOfOtherRules } from '#ports/refusal.ts'
import { exitByTrial } from './exit-by-trial.ts'
import { primaryStop, reduceAtMarket } from './orders.ts'
import { underTodaysRules } from './todays-rules.ts'

/** An exit as it was sent, and what is known of it. */
export type SentExit = Exit & Answered

/**
 * Why no first stop can stand after such a refusal: the market is past it, the account is full of conditional orders,
 * or the rules that would let it stand could be neither read nor found.
 */
function hopeless(code: number): CloseReason | undefined {
  if (code === -2021) return 'stop-crossed'
  return code === -4045 || tellsOfOtherRules(code) ? 'unprotectable' : undefined
}

/**
 * Places the first stop, or, if none can stand, exits `quantity` in its place and says why: until one of them stands
 * the position is unprotected, so neither waits for close-cleanup. A function that could not look first says whether
 * `another` stop may stand although this one was refused: then nothing is sold.
 */
export async function firstStopOrExit(
  context: Context,
  position: Position,
  quantity: string,
  another: (why: CloseReason, code: number) => Promise<boolean> = async () => false,
): Promise<{
  readonly stop: Awaited<ReturnType<typeof placeFirstStop>>
  readonly exit?: SentExit & { readonly reason: CloseReason }
}> {
  const stop = await placeFirstStop(context, position)
  if (stop.outcome !== 'refused') return { stop }
  const reason = hopeless(stop.code)
  if (!reason || (await another(reason, stop.code))) return { stop }
  return { stop, exit: { ...(await exitAtOnce(context, position, quantity)), reason } }
}

/**
 * Sells at market, with or without the lease. The order only reduces and its client id is fixed, so sending it twice
 * does no harm.
 */
export async function exitAtOnce(context: Context, position: Position, quantity: string): Promise<SentExit> {
  const order = exitOrder(position, quantity)
  const answer = await context.exchange.place(order)
  if (answer.outcome !== 'refused' || !tellsOfOtherRules(answer.code))
    return { ...order, ...answered(answer) }
  const today = await underTodaysRules(context, position)
  const fitting = exitOrder(today, quantity)
  const again = { order: fitting, answer: await context.exchange.place(fitting) }
  const tried = await exitByTrial(context, again, dec(quantity), today.rules)
  return { ...tried.order, ...answered(tried.answer) }
}

function exitOrder(position: Position, quantity: string): Exit {
  const { id, deployment, rules } = position
  const fitting = exitQuantity(dec(quantity), rules).toFixed()
  return reduceAtMarket(position, fitting, clientIdOf(deployment, id, 'close', 0))
}

/**
 * Sends the stop with its fixed client id, which executor and monitor share: the second sender learns that it stands
 * already. An unresolved request is sent again. If the answer blames the rules, the stop is sent again by today's
 * rules, or by coarser ticks if those cannot be read; the rest is for the look that follows.
 */
async function placeFirstStop(context: Context, position: Position): Promise<Placed> {
  const answer = await placeTwice(context, position)
  if (answer.outcome !== 'refused' || !tellsOfOtherRules(answer.code)) return answer
  const today = await underTodaysRules(context, position)
  const again = await placeTwice(context, today)
  return again.outcome === 'refused' && tellsOfAnotherTick(again.code)
    ? placeByTrial(context, today, again)
    : again
}

/**
 * If today's tick could not be read, trial finds it: a stop a few ticks better than the recorded level is worth more
 * than an exit in its place. Only a price that fits gets the answer that its client id is taken: without it, a
 * function that may not read the books would not know that the stop stands already.
 */
async function placeByTrial(context: Context, position: Position, refused: Placed): Promise<Placed> {
  for (const times of coarserTicks) {
    const answer = await placeTwice(context, onCoarserTick(position, times))
    // The market may be this far from the recorded level, and has not passed it.
    if (answer.outcome === 'refused' && answer.code === -2021) return refused
    if (answer.outcome !== 'refused' || !tellsOfAnotherTick(answer.code)) return answer
  }
  return refused
}

type Placed = Awaited<ReturnType<typeof placeTwice>>

async function placeTwice({ exchange }: Context, position: Position) {
  const stop = primaryStop(position)
  const answer = await exchange.placeAlgo(stop)
  return answer.outcome === 'unresolved' ? exchange.placeAlgo(stop) : answer
}
