import type { Position } from '#domain/position.ts'
import { worstLossOf } from '#domain/worst-loss.ts'
import type { ExchangePosition } from '#ports/exchange.ts'
import type { SurveyContext } from '../survey-context.ts'

/** A position that the exchange shows, and when the look began that showed it. */
export interface Found {
  readonly open: ExchangePosition
  readonly lookedAt: number
}

/** What the position's worst loss is measured by. */
type Held = Pick<ExchangePosition, 'quantity' | 'entryPrice'>

/**
 * Puts a position that was found into its symbol's slot, whatever the limits say: it is there already. Leaves a
 * slot that somebody took meanwhile, and a symbol on which a position was closed since the look began: what was
 * found may be that one, and would be settled twice. Answers whether the slot is the position's.
 */
export async function takeSlot(
  { state, clock }: SurveyContext,
  { id, symbol, side, leverage, settings, entryPrice, entry }: Position,
  { open, lookedAt }: { readonly open: Held; readonly lookedAt: number },
): Promise<boolean> {
  const price = open.entryPrice ?? entryPrice ?? entry.touchPrice
  const worst = worstLossOf(open.quantity, price, leverage, settings)
  const slot = { positionId: id, side, since: clock.now(), worstLoss: worst.toFixed(8) }
  const { item } = await state.account.update(account =>
    account.slots[symbol] || (account.lastClosed[symbol] ?? 0) >= lookedAt
      ? undefined
      : { ...account, slots: { ...account.slots, [symbol]: slot } },
  )
  return item.slots[symbol]?.positionId === id
}
