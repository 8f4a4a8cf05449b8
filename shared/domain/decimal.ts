import { Decimal } from 'decimal.js'

/** Prices, quantities and money are decimals of 40 digits; none is computed in binary floats. */
export const Dec = Decimal.clone({ precision: 40, toExpNeg: -30, toExpPos: 40 })
export type Dec = Decimal

/** A decimal in data that is stored or sent: `"0.001"`. */
export type DecimalString = string

export type Rounding = 'down' | 'up'

/** The multiple of `step` at or next to `value`: towards zero for `down`, away from it for `up`. */
export function toMultiple(value: Dec, step: Dec, rounding: Rounding): Dec {
  const steps = value.div(step)
  return (rounding === 'down' ? steps.floor() : steps.ceil()).times(step)
}

export const dec = (value: Decimal.Value): Dec => new Dec(value)
export const sum = (values: readonly Decimal.Value[]): Dec =>
  values.reduce<Dec>((total, value) => total.plus(value), dec(0))
