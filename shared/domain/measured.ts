import { Dec, dec } from './decimal.ts'
import type { PositionSettings } from './position.ts'

/** Digits that are kept: what is cut is far less than a tick of any price. */
const places = 12

/**
 * The settings of a position with its stop said as a price: the share of the margin that lies between that and `from`,
 * the touch before the entry, the entry's price from the fill on; and as far beyond it as the settings have it, the
 * emergency level. Without such a price the settings as they are.
 */
export function measuredFrom(settings: PositionSettings, from: Dec, leverage: number): PositionSettings {
  const { stopPrice, stopLossPct, emergencyPct } = settings
  if (stopPrice === undefined) return settings
  const apart = dec(emergencyPct).minus(stopLossPct)
  // Rounded away from the entry: put onto the tick, towards the mark, it is the price again.
  const share = from.minus(stopPrice).abs().times(leverage).div(from).toDecimalPlaces(places, Dec.ROUND_UP)
  return { ...settings, stopLossPct: share.toFixed(), emergencyPct: share.plus(apart).toFixed() }
}
