import { type Dec, type DecimalString, dec } from './decimal.ts'
import type { Size } from './overrides.ts'

/** The units of a size. */
interface Measure {
  readonly freeBalance: DecimalString
  readonly leverage: number
  readonly touch: Dec
}

/** Base asset that a signal wants; undefined if it leaves that to the settings. */
export function wantedQuantity(
  size: Size | undefined,
  { freeBalance, leverage, touch }: Measure,
): Dec | undefined {
  if (size === undefined) return undefined
  if ('quantity' in size) return dec(size.quantity)
  if ('notional' in size) return dec(size.notional).div(touch)
  const margin = 'margin' in size ? dec(size.margin) : dec(freeBalance).times(size.balanceShare)
  return margin.times(leverage).div(touch)
}
