import { type Dec, type DecimalString, dec } from './decimal.ts'
import type { PositionSettings } from './position.ts'

/** What a quantity may lose at worst, in quote asset, above 0: the emergency level and a taker round trip. */
export function worstLossOf(
  quantity: Dec | DecimalString,
  entryPrice: DecimalString,
  leverage: number,
  { emergencyPct, takerFee }: Pick<PositionSettings, 'emergencyPct' | 'takerFee'>,
): Dec {
  const notional = dec(quantity).times(entryPrice)
  return notional.times(emergencyPct).div(leverage).plus(notional.times(takerFee).times(2))
}
