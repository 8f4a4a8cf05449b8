import type { HedgeSide } from '../records.ts'
import type { VenueLedger } from './books.ts'
import { isOf, type Life } from './lives.ts'

/** An order that was still in a book after its position was gone. */
export interface OrderLeft {
  readonly book: 'regular' | 'algo'
  readonly clientId: string
  /** The time from which it stood without a position. */
  readonly from: number
  /** When it left the book; undefined while it is still there. */
  readonly to: number | undefined
}

interface Standing {
  readonly positionSide?: HedgeSide
  readonly book: OrderLeft['book']
  readonly clientId: string
  readonly from: number
  readonly to: number | undefined
  readonly closes: boolean
}

/**
 * The orders that each position left behind: those that outlived it, and closing orders placed between it and the
 * next position. An entry that waits for its price on a flat symbol does not count. Each order counts once.
 */
export function ordersLeft(
  ledger: VenueLedger,
  lives: readonly Life[],
): ReadonlyMap<Life, readonly OrderLeft[]> {
  const left = new Map<Life, OrderLeft[]>()
  for (const order of standing(ledger)) {
    const same = lives.filter(life => isOf(life, order))
    const life = same.find((each, index) => isLeftBy(each, same[index + 1], order))
    if (life?.closedAt === undefined) continue
    const { book, clientId, from, to } = order
    left.set(life, [...(left.get(life) ?? []), { book, clientId, from: Math.max(from, life.closedAt), to }])
  }
  return left
}

function isLeftBy({ closedAt }: Life, next: Life | undefined, order: Standing): boolean {
  const { from, to = Number.POSITIVE_INFINITY, closes } = order
  if (closedAt === undefined || to <= closedAt) return false
  return from <= closedAt || (closes && to > from && from < (next?.openedAt ?? Number.POSITIVE_INFINITY))
}

function standing({ orders, algoOrders }: VenueLedger): readonly Standing[] {
  return [
    ...orders.map(order => ({
      ...(order.positionSide && { positionSide: order.positionSide }),
      book: 'regular' as const,
      clientId: order.clientOrderId,
      from: order.time,
      to: order.status === 'NEW' || order.status === 'PARTIALLY_FILLED' ? undefined : order.updateTime,
      closes: order.reduceOnly,
    })),
    ...algoOrders.map(algo => ({
      ...(algo.positionSide && { positionSide: algo.positionSide }),
      book: 'algo' as const,
      clientId: algo.clientAlgoId,
      from: algo.createTime,
      to: algo.endTime === 0 ? undefined : algo.endTime,
      closes: algo.reduceOnly,
    })),
  ]
}
