import { type OrderOwner, ownerOf } from '#domain/identity.ts'
import type { Exchange, Outcome } from '#ports/exchange.ts'

/** An order in either book, its owner by its client id, and how to cancel it there. */
export interface StandingOrder {
  readonly symbol: string
  readonly clientId: string
  readonly owner: OrderOwner | undefined
  cancel(): Promise<Outcome<void>>
}

/** All that stands in both books of one symbol (weight 2), or of all symbols (weight 80). */
export async function standingOrders(exchange: Exchange, symbol?: string): Promise<readonly StandingOrder[]> {
  const [regular, algo] = await Promise.all([exchange.openOrders(symbol), exchange.openAlgoOrders(symbol)])
  const standing = (
    { symbol, clientId }: { readonly symbol: string; readonly clientId: string },
    cancel: Exchange['cancel'],
  ): StandingOrder => ({
    symbol,
    clientId,
    owner: ownerOf(clientId),
    cancel: () => cancel(symbol, clientId),
  })
  return [
    ...regular.map(order => standing(order, exchange.cancel)),
    ...algo.map(order => standing(order, exchange.cancelAlgo)),
  ]
}

/**
 * Whether a cancelled order is gone; one that was gone already counts. A refusal that blames the moment or the caller
 * left it in place.
 */
export const isGone = (answer: Outcome<unknown>): boolean =>
  answer.outcome === 'accepted' || (answer.outcome === 'refused' && answer.blame === 'order')
