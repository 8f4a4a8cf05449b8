import type { PriceStep } from '#paper/ports.ts'

/** A deep market at one price. */
export const stepAt = (time: number, price: string): PriceStep => ({
  time,
  last: price,
  mark: price,
  bid: price,
  ask: price,
  volume: '1000',
})
