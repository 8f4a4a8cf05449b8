import { type DecimalString, dec } from '#domain/decimal.ts'

/** A decimal price beside its float. */
export interface Price {
  readonly text: DecimalString
  readonly float: number
}

export const price = (text: DecimalString): Price => ({ text, float: Number(text) })

/**
 * Exact: rounding to a float never turns an order round, so floats that differ decide, and only equal ones are
 * compared digit by digit. A hundred times cheaper than decimals, and this is asked for every price step.
 */
export const comparePrices = (a: Price, b: Price): number =>
  a.float - b.float || (a.text === b.text ? 0 : dec(a.text).cmp(b.text))

interface Rung<T> {
  readonly price: Price
  readonly item: T
}

/** What waits for the price to rise, or to fall, to a level each: nearest first, then in the order it came. */
export interface Ladder<T> {
  readonly direction: 'rise' | 'fall'
  readonly rungs: readonly Rung<T>[]
}

export function ladderOf<T>(
  direction: Ladder<T>['direction'],
  items: readonly (readonly [DecimalString, T])[],
): Ladder<T> {
  const outward = direction === 'rise' ? 1 : -1
  const rungs = items
    .map(([level, item]) => ({ price: price(level), item }))
    .sort((a, b) => comparePrices(a.price, b.price) * outward)
  return { direction, rungs }
}

/** Whether the price is at the nearest level, or beyond it. */
export const isReached = <T>(ladder: Ladder<T>, at: Price): boolean => reaches(ladder, 0, at)

/** What waits at the price or before it, nearest first. */
export function reached<T>(ladder: Ladder<T>, at: Price): readonly T[] {
  const { rungs } = ladder
  let low = 0
  let high = rungs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (reaches(ladder, middle, at)) low = middle + 1
    else high = middle
  }
  return rungs.slice(0, low).map(rung => rung.item)
}

function reaches<T>({ direction, rungs }: Ladder<T>, index: number, at: Price): boolean {
  const rung = rungs[index]
  if (rung === undefined) return false
  const distance = comparePrices(at, rung.price)
  return direction === 'rise' ? distance >= 0 : distance <= 0
}
