import { type Dec, dec } from '#domain/decimal.ts'
import { paint } from './colours.ts'

/** With so many decimals; what rounds to zero has no minus. */
export const rounded = (value: Dec | string, digits = 2): string =>
  dec(value).toDecimalPlaces(digits).toFixed(digits)

/** `+12.34` in green, `-1.00` in red. */
export const signed = (amount: Dec | string): string => withSign(rounded(amount))

/** A share as per cent in colour: `+1.20 %`. */
export const signedPercent = (share: Dec | string): string => withSign(percent(share))

/** A share as per cent: 0.0005 is `0.05 %`. */
export const percent = (share: Dec | string, digits = 2): string =>
  `${rounded(dec(share).times(100), digits)} %`

const withSign = (text: string): string => (text.startsWith('-') ? paint.red(text) : paint.green(`+${text}`))

/** An average price with seven digits, also for small prices, never with an exponent. */
export const averagePrice = (value: Dec | string): string => dec(value).toSignificantDigits(7).toFixed()

/** A price without its meaningless digits. */
export const price = (value: Dec | string): string => dec(value).toSignificantDigits(8).toFixed()
