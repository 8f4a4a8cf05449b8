import { Dec, dec } from './decimal.ts'
import type { PositionSettings } from './position.ts'

/** Digits kept: the part cut off is far less than a tick of any price. */
const places = 12

/**
 * The settings of a position whose signal gives the stop as a price. The stop becomes the share of the margin
 * between that price and `from`, which is the touch before the entry and the entry price after the fill; the
 * emergency level lies as far beyond the stop as in the settings. Without such a price the settings stay as they
 * are.
 */
export function measuredFrom(settings: PositionSettings, from: Dec, leverage: number): PositionSettings {
  const { stopPrice, stopLossPct, emergencyPct } = settings
  if (stopPrice === undefined) return settings
  const apart = dec(emergencyPct).minus(stopLossPct)
  // Rounded away from the entry: rounding it onto the tick, towards the mark, then gives the price back.
  const share = from.minus(stopPrice).abs().times(leverage).div(from).toDecimalPlaces(places, Dec.ROUND_UP)
  return { ...settings, stopLossPct: share.toFixed(), emergencyPct: share.plus(apart).toFixed() }
}
