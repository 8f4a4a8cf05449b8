import { dec } from '#domain/decimal.ts'
import type { Position } from '#domain/position.ts'
import type { ExchangePosition } from '#exchange/port.ts'
import type { SurveyDesk } from './survey-desk.ts'

/**
 * Puts a position that was found into its symbol's slot, whatever the limits say: it is there already.
 * Leaves a slot that somebody took meanwhile.
 */
export async function takeSlot(
  { state, clock }: SurveyDesk,
  { id, symbol, side, leverage, settings }: Position,
  open: ExchangePosition,
): Promise<void> {
  const notional = dec(open.quantity).times(open.entryPrice)
  const worst = notional
    .times(settings.emergencyPct)
    .div(leverage)
    .plus(notional.times(settings.takerFee).times(2))
  const slot = { positionId: id, side, since: clock.now(), worstLoss: worst.toFixed(8) }
  await state.account.update(account =>
    account.slots[symbol] ? undefined : { ...account, slots: { ...account.slots, [symbol]: slot } },
  )
}
