import type { Dec } from './decimal.ts'

/** The side of a position. */
export type Side = 'long' | 'short'
/** The side of an order. */
export type OrderSide = 'BUY' | 'SELL'

export const entrySide = (side: Side): OrderSide => (side === 'long' ? 'BUY' : 'SELL')
export const closingSide = (side: Side): OrderSide => (side === 'long' ? 'SELL' : 'BUY')
/** +1 where profit grows with the price, -1 where it grows against it. */
export const sign = (side: Side): 1 | -1 => (side === 'long' ? 1 : -1)

/** Whether level `a` protects more of the position than `b`: a stop there would be hit sooner. */
export const isTighter = (side: Side, a: Dec, b: Dec): boolean => (side === 'long' ? a.gt(b) : a.lt(b))
export const tightest = (side: Side, levels: readonly Dec[]): Dec =>
  levels.reduce((best, level) => (isTighter(side, level, best) ? level : best))
/** Whether the market at `price` has reached a closing stop at `level`. */
export const isCrossed = (side: Side, level: Dec, price: Dec): boolean =>
  side === 'long' ? price.lte(level) : price.gte(level)
