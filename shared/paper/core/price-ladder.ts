import { type DecimalString, dec } from '#domain/decimal.ts'
import { BTree } from './btree.ts'

/** A decimal price beside its float. */
export interface Price {
  readonly text: DecimalString
  readonly float: number
}

export const price = (text: DecimalString): Price => ({ text, float: Number(text) })

/**
 * Exact: rounding to a float never reverses an order. Different floats therefore decide, and only equal ones are
 * compared digit by digit. This is a hundred times cheaper than decimals, and runs at every price step.
 */
export const comparePrices = (a: Price, b: Price): number =>
  a.float - b.float || (a.text === b.text ? 0 : dec(a.text).cmp(b.text))

/** An item that waits for a price level. */
export interface Rung<T> {
  readonly at: DecimalString
  /** At one level the lower id comes first; no two in a ladder have the same id. */
  readonly id: number
  readonly item: T
}

interface Place {
  readonly price: Price
  readonly id: number
}

const newTree = <T>(direction: Ladder<T>['direction']) => {
  const outward = direction === 'rise' ? 1 : -1
  return new BTree<Place, T>(undefined, (a, b) => comparePrices(a.price, b.price) * outward || a.id - b.id)
}

/** Items that each wait for the price to rise, or to fall, to a level: nearest first, then lowest id. */
export interface Ladder<T> {
  readonly direction: 'rise' | 'fall'
  /** Undefined if nothing waits. */
  readonly nearest: Price | undefined
  readonly tree: ReturnType<typeof newTree<T>>
}

const ladder = <T>(direction: Ladder<T>['direction'], tree: Ladder<T>['tree']): Ladder<T> => ({
  direction,
  nearest: tree.minKey()?.price,
  tree,
})

const placeOf = ({ at, id }: Rung<unknown>): Place => ({ price: price(at), id })

/** These are never changed: a ladder is copied before each change. */
const EMPTY = {
  rise: ladder<never>('rise', newTree('rise')),
  fall: ladder<never>('fall', newTree('fall')),
} as const
const emptyLadder = <T>(direction: Ladder<T>['direction']): Ladder<T> =>
  EMPTY[direction] as unknown as Ladder<T>

export function ladderOf<T>(direction: Ladder<T>['direction'], rungs: readonly Rung<T>[]): Ladder<T> {
  if (rungs.length === 0) return emptyLadder(direction)
  const tree = newTree<T>(direction)
  for (const rung of rungs) tree.set(placeOf(rung), rung.item)
  return ladder(direction, tree)
}

/** A copy of the ladder with some rungs removed and others added. */
export function changedLadder<T>(
  before: Ladder<T>,
  gone: readonly Rung<T>[],
  come: readonly Rung<T>[],
): Ladder<T> {
  if (gone.length === 0 && come.length === 0) return before
  const tree = before.tree.clone()
  for (const rung of gone) tree.delete(placeOf(rung))
  for (const rung of come) tree.set(placeOf(rung), rung.item)
  return tree.size === 0 ? emptyLadder(before.direction) : ladder(before.direction, tree)
}

/** Whether the price is at the nearest level, or beyond it. */
export const isReached = <T>({ nearest, direction }: Ladder<T>, at: Price): boolean =>
  nearest !== undefined && isAt(direction, nearest, at)

/** The items whose level the price has reached, nearest first. */
export function reached<T>({ direction, tree }: Ladder<T>, at: Price): readonly T[] {
  const found: T[] = []
  for (const [place, item] of tree.entries()) {
    if (!isAt(direction, place.price, at)) break
    found.push(item)
  }
  return found
}

function isAt(direction: 'rise' | 'fall', level: Price, at: Price): boolean {
  const distance = comparePrices(at, level)
  return direction === 'rise' ? distance >= 0 : distance <= 0
}
