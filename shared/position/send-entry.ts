import type { Refusal } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import { hasEnded } from '#domain/order-status.ts'
import { entrySide } from '#domain/side.ts'
import type { Context, HeldPosition } from '#ports/context.ts'
import { unknownSymbol } from '#ports/exchange-error.ts'
import { awaitEntry, type EntryOutcome } from './resolve-entry.ts'

/** What came of an entry that was sent. */
export type Sent =
  | Extract<EntryOutcome, { readonly entry: 'filled' | 'unknown' }>
  | {
      readonly entry: 'never'
      readonly refusal: Refusal
      /** Whether the exchange provably never had it and only the moment was to blame: it may be sent again. */
      readonly passed: boolean
      /** From the exchange, if it refused the order itself. */
      readonly code?: number
    }

/**
 * Sends the entry and finds out what came of it. Only an answer about the order itself is taken at its word: after any
 * other an order has been known to fill all the same, and client ids are unique among open orders only.
 */
export async function sendEntry(context: Context, held: HeldPosition): Promise<Sent> {
  const { symbol, side, entry } = held.position
  const order = {
    type: 'LIMIT',
    timeInForce: 'IOC',
    symbol,
    side: entrySide(side),
    quantity: entry.quantity,
    price: entry.limitPrice,
    clientId: entry.clientId,
  } as const
  const answer = await context.exchange.place(order)
  switch (answer.outcome) {
    case 'refused': {
      const { code, blame, message } = answer
      held.note('entry-refused', { ...order, code, blame, message })
      const reason = code === unknownSymbol ? 'unknown-symbol' : 'refused'
      const refusal = { reason, detail: message } as const
      if (blame === 'order') return { entry: 'never', refusal, passed: false, code }
      const outcome = await awaitEntry(context, held.position)
      return unlessNever(outcome, { refusal, passed: blame === 'moment' })
    }
    case 'unresolved': {
      const { message } = answer
      held.note('entry-unresolved', { ...order, message })
      const refusal = {
        reason: 'no-fill',
        detail: `the entry never reached the exchange: ${message}`,
      } as const
      return unlessNever(await awaitEntry(context, held.position), { refusal, passed: false })
    }
    case 'accepted': {
      const { orderId, filled, status, updatedAt: at } = answer.value
      held.note('entry-accepted', { ...order, status, filled })
      if (dec(filled).gt(0)) return { entry: 'filled', quantity: filled, orderId, at }
      if (hasEnded(answer.value)) return { entry: 'never', refusal: nothingFilled, passed: false }
      return unlessNever(await awaitEntry(context, held.position), { refusal: nothingFilled, passed: false })
    }
    default:
      return answer satisfies never
  }
}

const nothingFilled: Refusal = {
  reason: 'no-fill',
  detail: 'the entry order was not filled within its limit',
}

/** What to say about a sent entry that the exchange, as it turns out, never had. */
export const unlessNever = (
  outcome: EntryOutcome,
  said: { readonly refusal: Refusal; readonly passed: boolean },
): Sent => {
  if (outcome.entry !== 'never') return outcome
  return outcome.ended
    ? { entry: 'never', refusal: nothingFilled, passed: false }
    : { entry: 'never', ...said }
}
