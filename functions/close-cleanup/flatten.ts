import { type Dec, dec } from '#domain/decimal.ts'
import { answered } from '#domain/events/answer.ts'
import { exitQuantity } from '#domain/exit-size.ts'
import { withIds } from '#domain/intentions.ts'
import type { Exit } from '#domain/orders.ts'
import type { Position } from '#domain/position.ts'
import { restBeforeResend } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import type { Outcome, RegularOrder } from '#ports/exchange.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import { tellsOfOtherRules } from '#ports/refusal.ts'
import { UnreadRow } from '#ports/unread-row.ts'
import { exitByTrial } from '#position/exit-by-trial.ts'
import { readTrades } from '#position/movements.ts'
import { reduceAtMarket } from '#position/orders.ts'
import { followRules, learnRules } from '#position/todays-rules.ts'

/** Market orders sent before this invocation gives up and leaves the rest to the next one. */
const mostOrders = 12
/** Two zero reads this far apart prove the position flat when its trades cannot. */
const betweenZeroReads = 2_000

/**
 * Sells at market until nothing is open. Every order is reduce-only: it can never open the other side. If the
 * exchange asks to wait before looking, or the position's row cannot be read, the recorded quantity is sold first,
 * once per look, and then that error is thrown.
 */
export async function flatten(context: Context, held: HeldPosition): Promise<void> {
  for (let sent = 0; sent < mostOrders; sent++) {
    const open = await provenQuantity(context, held.position, sent > 0).catch(async error => {
      if (sent === 0 && hidesQuantity(error)) await sellRecorded(context, held)
      throw error
    })
    if (open.isZero()) return
    if (sent === 0) await followRules(context, held)
    await sellAtMarket(context, held, open)
  }
  throw new Error(
    `Position ${held.position.id} is not flat after ${mostOrders} orders; its stops still stand, and closing goes on`,
  )
}

/** Whether the open quantity may not be requested, or cannot be read. */
export const hidesQuantity = (error: unknown): boolean =>
  error instanceof UnreadRow ||
  (isAskedToWait(error) && error.rest.kind === 'limited' && error.call === 'positionRisk')

/**
 * Sells what the record says is open and deducts the sold part from the record, so that the next look sells the rest.
 */
async function sellRecorded(context: Context, held: HeldPosition): Promise<void> {
  const { openQuantity, closing } = held.position
  // If the position is found flat, there is nothing to sell.
  if (closing?.reason === 'external' || dec(openQuantity ?? 0).isZero()) return
  const answer = await sellAtMarket(context, held, dec(openQuantity ?? 0))
  if (answer.outcome !== 'accepted') return
  const left = dec(openQuantity ?? 0).minus(answer.value.filled)
  await held.write({ ...held.position, openQuantity: left.toFixed() })
}

/**
 * The open quantity. Zero counts when the trades sum to zero, or when it is read twice at least 2 s apart.
 * While the lists may be older than the entry, zero counts only if the position was just sold.
 */
export async function provenQuantity(context: Context, position: Position, sold = false): Promise<Dec> {
  const open = await openQuantity(context, position)
  if (!open.isZero()) return open
  if (await tradesCancelOut(context, position)) return open
  const unshownMs = sold ? 0 : shownFrom(position) - context.clock.now()
  await context.clock.sleep(Math.max(betweenZeroReads, unshownMs))
  return openQuantity(context, position)
}

/** From this time on no list can be older than the entry. */
const shownFrom = ({ entry, openedAt = 0 }: Position): number =>
  Math.max(entry.sentAt ?? 0, openedAt) + timing.missing

/** Whether everything that was bought is sold again: this proves that nothing is open, whatever the positions show. */
export async function tradesCancelOut(context: Context, position: Position): Promise<boolean> {
  const { left } = await readTrades(context, position)
  return left.isZero()
}

/** What the exchange shows as open for the position. */
export async function openQuantity({ exchange }: Context, position: Position): Promise<Dec> {
  const open = await exchange.position(position.symbol)
  return dec(open?.side === position.side ? open.quantity : 0)
}

async function sellAtMarket(context: Context, held: HeldPosition, open: Dec): Promise<Outcome<RegularOrder>> {
  const [next, ids] = withIds(held.position, 'close')
  const { rules } = next
  await held.write(next)
  const order = reduceAtMarket(next, exitQuantity(open, rules).toFixed(), ids.close)
  const answer = await context.exchange.place(order)
  noteSent(held, order, answer)
  if (answer.outcome === 'accepted') return answer
  // Whatever became of this order, the next look goes by the quantity; reduce-only cannot sell twice.
  await context.clock.sleep(restBeforeResend(held.position.id))
  if (answer.outcome !== 'refused') return answer
  if (!tellsOfOtherRules(answer.code)) {
    await clearConflicts(context, held, answer.code)
    return answer
  }
  if (await learnRules(context, held)) return answer
  const tried = await exitByTrial(context, { order, answer }, open, rules)
  noteSent(held, tried.order, tried.answer)
  return tried.answer
}

const noteSent = (held: HeldPosition, order: Exit, answer: Outcome<RegularOrder>): void =>
  held.note('close-sent', { ...order, ...answered(answer) })

/**
 * -2022 and -4118: resting reduce-only orders are in the way. Those in the regular book are cancelled, the stops
 * stay.
 */
async function clearConflicts({ exchange }: Context, held: HeldPosition, code: number): Promise<void> {
  if (code !== -2022 && code !== -4118) return
  const { symbol } = held.position
  const resting = (await exchange.openOrders(symbol)).filter(order => order.reduceOnly)
  for (const { clientId } of resting) {
    const answer = await exchange.cancel(symbol, clientId)
    const because = 'it stood in the way of closing'
    held.note('order-cancelled', { clientId, because, ...answered(answer) })
  }
}
