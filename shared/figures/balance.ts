import { type Dec, type DecimalString, dec } from '#domain/decimal.ts'

/** How the starting balance developed. */
export interface Balance {
  readonly start: DecimalString
  readonly end: DecimalString
  /** As a share of the start: 0.02 is 2 %. */
  readonly return: DecimalString
  /** Compounded to 24 hours; absent for a shorter period, or if nothing is left. */
  readonly returnPerDay?: DecimalString
}

/** The return on a starting balance above 0, over a number of 24-hour days. */
export function balanceOf(start: DecimalString, end: Dec, days: number): Balance {
  const grown = end.div(start)
  return {
    start,
    end: end.toFixed(),
    return: grown.minus(1).toFixed(8),
    ...(days >= 1 && grown.gt(0) && { returnPerDay: grown.pow(dec(1).div(days)).minus(1).toFixed(8) }),
  }
}
