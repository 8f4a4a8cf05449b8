import { Dec, dec } from './decimal.ts'
import type { PositionSettings } from './position.ts'

/** Digits kept: the cut part is far less than a tick of any price. */
const places = 12

/**
 * The settings of a position whose signal gives the stop as a price. The stop becomes the share of the margin between
 * that price and `from`: the touch before the entry, the entry price after the fill. The emergency level lies as far
 * beyond the stop as in the settings. Without such a price the settings stay unchanged.
 */
export function measuredFrom(settings: PositionSettings, from: Dec, leverage: number): PositionSettings {
  const { stopPrice, stopLossPct, emergencyPct } = settings
  if (stopPrice === undefined) return settings
  const apart = dec(emergencyPct).minus(stopLossPct)
  // Rounded away from the entry, so that rounding onto the tick, towards the mark, restores the price.
  const share = from.minus(stopPrice).abs().times(leverage).div(from).toDecimalPlaces(places, Dec.ROUND_UP)
  return { ...settings, stopLossPct: share.toFixed(), emergencyPct: share.plus(apart).toFixed() }
}
