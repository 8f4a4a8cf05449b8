import { type Dec, dec } from '#domain/decimal.ts'
import { paint } from './colours.ts'

/** `+12.34` in green, `-1.00` in red. */
export function signed(amount: Dec | string): string {
  const value = dec(amount)
  const text = `${value.gte(0) ? '+' : ''}${value.toFixed(2)}`
  return value.gte(0) ? paint.green(text) : paint.red(text)
}

/** A share as per cent in colour: `+1.20 %`. */
export const signedPercent = (share: Dec | string): string => {
  const text = `${dec(share).gte(0) ? '+' : ''}${percent(share)}`
  return dec(share).gte(0) ? paint.green(text) : paint.red(text)
}

/** A share as per cent: 0.0005 is `0.05 %`. */
export const percent = (share: Dec | string, digits = 2): string =>
  `${dec(share).times(100).toFixed(digits)} %`

/** An average price with seven digits, also for small prices, never with an exponent. */
export const averagePrice = (value: Dec | string): string => dec(value).toSignificantDigits(7).toFixed()

/** A price without its meaningless digits. */
export const price = (value: Dec | string): string => dec(value).toSignificantDigits(8).toFixed()
