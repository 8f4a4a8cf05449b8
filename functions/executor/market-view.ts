import type { EntrySignal, RefusalReason } from '#domain/admission.ts'
import { ownerOf } from '#domain/identity.ts'
import { supersededBy } from '#domain/succession.ts'
import type { EntryContext } from './entry-context.ts'

export type MarketView =
  /** Includes the count of other clients' conditional orders on the account, all symbols together. */
  | { readonly clear: true; readonly othersOrders: number }
  | { readonly clear: false; readonly reason: RefusalReason; readonly detail: string }
  /** Our own last position on the symbol is still being cleaned up after. */
  | { readonly clear: 'wait' }

/** The last look before an entry: do symbol and signal still allow it? (weight 46) */
export async function viewMarket(context: EntryContext, signal: EntrySignal): Promise<MarketView> {
  const { exchange, state } = context
  const [open, regular, conditional, seen] = await Promise.all([
    exchange.position(signal.symbol),
    exchange.openOrders(signal.symbol),
    // Read for all symbols, because the account's limit counts them together.
    exchange.openAlgoOrders(),
    state.symbols.signalsOf(signal.symbol),
  ])
  const against = supersededBy(signal, seen)
  if (against) {
    return {
      clear: false,
      reason: 'superseded',
      detail: `a later ${against.action} arrived for ${signal.symbol}`,
    }
  }
  const isForeign = ({ clientId }: { readonly clientId: string }) =>
    ownerOf(clientId)?.deployment !== context.deployment
  const orders = [...regular, ...conditional.filter(({ symbol }) => symbol === signal.symbol)]
  const foreign = orders.find(isForeign)
  if (foreign) {
    return {
      clear: false,
      reason: 'unmanaged-position',
      detail: `${signal.symbol} has the order ${foreign.clientId}`,
    }
  }
  if (open && orders.length === 0) {
    return {
      clear: false,
      reason: 'unmanaged-position',
      detail: `${signal.symbol} is ${open.side} ${open.quantity} without a slot of ours`,
    }
  }
  if (open || orders.length > 0) return { clear: 'wait' }
  return { clear: true, othersOrders: conditional.filter(isForeign).length }
}
