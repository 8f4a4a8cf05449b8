import { admissionAt } from '#decisions/ask.ts'
import { entryDecision } from '#decisions/record.ts'
import type { EntrySignal, Refusal } from '#domain/admission.ts'
import { dec } from '#domain/decimal.ts'
import { planEntry } from '#domain/entry.ts'
import type { EntryBasis } from '#domain/entry-plan.ts'
import { measuredFrom } from '#domain/measured.ts'
import type { Position } from '#domain/position.ts'
import type { HeldPosition } from '#ports/context.ts'
import type { EntryContext } from './entry-context.ts'
import { viewMarket } from './market-view.ts'
import { refuseImpossible } from './possible-price.ts'
import { reserveSlot } from './reserve.ts'

/**
 * Plans an entry again after the exchange turned it away and it provably never happened. Seconds have passed, so
 * signal, symbol, account and quote are checked again. Leverage and budget stay, since the symbol is configured for
 * them; quantity, limit and first stop follow the new quote. Returns the position to send, or the reason not to send
 * it.
 */
export async function planOnceMore(
  context: EntryContext,
  held: HeldPosition,
  { signal, basis: before }: { readonly signal: EntrySignal; readonly basis: EntryBasis },
): Promise<Refusal | Position> {
  const { configuration, state, clock, exchange } = context
  const [stale, admitted] = admissionAt('resend', configuration, clock.now()).signal(signal)
  held.decided('admission', admitted)
  if (stale) return stale
  const [view, quote] = await Promise.all([viewMarket(context, signal), exchange.quote(signal.symbol)])
  if (view.clear === 'wait')
    return { reason: 'unmanaged-position', detail: `${signal.symbol} has orders or a position by now` }
  if (!view.clear) return { reason: view.reason, detail: view.detail }
  const impossible = refuseImpossible(quote)
  if (impossible) return impossible

  const basis = { ...before, quote }
  const plan = planEntry(basis)
  held.decided('entry-planned', entryDecision(basis, plan))
  if (!plan.planned) return { reason: plan.reason, detail: plan.detail }
  const { position } = held
  const ask = admissionAt('resend', configuration, clock.now())
  const { refusal, decided } = await reserveSlot(state.account, ask, signal, {
    id: position.id,
    worstLoss: plan.worstLoss,
    othersOrders: view.othersOrders,
  })
  if (decided) held.decided('admission', decided)
  if (refusal) return refusal
  const { quantity, limitPrice, touchPrice } = plan
  return {
    ...position,
    margin: plan.margin,
    settings: measuredFrom(position.settings, dec(touchPrice), position.leverage),
    entry: { ...position.entry, quantity, limitPrice, touchPrice },
    protection: { ...position.protection, level: plan.stopLevel, backupQuantity: quantity },
  }
}
