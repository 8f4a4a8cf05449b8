import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderRecord, PositionSide } from '../records.ts'
import { positionSideOf } from './positions.ts'

/** What one position's resting orders would add on either side, in quote asset at their own prices. */
export interface OpenNotional {
  readonly BUY: Dec
  readonly SELL: Dec
}

type Sign = 'plus' | 'minus'

const NOTHING: OpenNotional = { BUY: dec(0), SELL: dec(0) }

type ByPosition = Readonly<Partial<Record<PositionSide, OpenNotional>>>

/** Lists of orders are never changed in place, so the sums of a list stay valid. */
const summed = new WeakMap<readonly OrderRecord[], ByPosition>()

/** Summed once per list: price steps ask for it at every new extreme of the mark, without changing the list. */
export function openNotionalOf(orders: readonly OrderRecord[], side: PositionSide): OpenNotional {
  const sums =
    summed.get(orders) ?? orders.reduce<ByPosition>((all, order) => withOrderIn(all, order, 'plus'), {})
  summed.set(orders, sums)
  return sums[side] ?? NOTHING
}

/** Carries the sums of a list over to the list that replaces it. */
export function carryNotional(
  before: readonly OrderRecord[],
  after: readonly OrderRecord[],
  gone: readonly OrderRecord[],
  come: readonly OrderRecord[],
): void {
  const sums = summed.get(before)
  if (sums === undefined || after.length === 0) return
  const without = gone.reduce<ByPosition>((left, order) => withOrderIn(left, order, 'minus'), sums)
  summed.set(
    after,
    come.reduce<ByPosition>((left, order) => withOrderIn(left, order, 'plus'), without),
  )
}

/** The sums with one order added or removed; a reduce-only order adds nothing. */
export function withOne(before: OpenNotional, order: OrderRecord, sign: Sign = 'plus'): OpenNotional {
  if (order.reduceOnly) return before
  const remaining = dec(order.origQty).minus(order.executedQty)
  return { ...before, [order.side]: before[order.side][sign](remaining.times(order.price)) }
}

function withOrderIn(sums: ByPosition, order: OrderRecord, sign: Sign): ByPosition {
  const side = positionSideOf(order)
  return { ...sums, [side]: withOne(sums[side] ?? NOTHING, order, sign) }
}
