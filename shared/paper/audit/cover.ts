import { type Dec, dec, sum } from '#domain/decimal.ts'
import { closingSide } from '#domain/side.ts'
import type { AlgoOrderRecord, OrderRecord } from '../records.ts'
import type { VenueLedger } from './books.ts'
import type { Interval } from './intervals.ts'
import { isOf, type Life } from './lives.ts'

/** An order that protected a position for a time. */
export interface Cover extends Interval {
  /** The quantity of the position that it would close at a given time; infinite if it closes all, whatever the size. */
  readonly reach: (at: number) => Dec
}

/** An order that counts only for a position of exactly its quantity. */
export interface Backup extends Interval {
  readonly quantity: Dec
}

export interface StopCover extends Cover {
  readonly stop: AlgoOrderRecord
}

/** All that protected a position, in venue time. */
export interface Protection {
  /** Live stops, whatever part of the position each would have closed. */
  readonly stops: readonly StopCover[]
  /** Limit stops over exactly the position: they might have closed it. */
  readonly backups: readonly Backup[]
  /** Exits that the venue had accepted but not finished. */
  readonly exits: readonly Cover[]
}

/**
 * What protected one position. A live stop is a STOP_MARKET of the exit side in status NEW with closePosition or a
 * reduce-only quantity, whose trigger its working price has not crossed. A position is covered if one of them, or
 * several together, would close all of it. An exit in flight is a market order, or a limit order that found a taker's
 * price. It counts for its unfilled part, from its acceptance or trigger until it is done. A request still on its way
 * is neither.
 */
export function protectionOf(ledger: VenueLedger, life: Life): Protection {
  const { openedAt, closedAt = ledger.until } = life
  const exitSide = closingSide(life.side)
  const overlaps = (to: number, from: number) => to >= openedAt && from <= closedAt
  const algos = ledger.algoOrders.filter(
    algo =>
      isOf(life, algo) && algo.side === exitSide && overlaps(endOf(algo, ledger.until), algo.createTime),
  )
  const orders = ledger.orders.filter(
    order =>
      isOf(life, order) &&
      order.side === exitSide &&
      order.reduceOnly &&
      overlaps(order.updateTime, order.time),
  )
  const launching = algos.filter(isMarketKind)
  return {
    stops: algos
      .filter(algo => algo.orderType === 'STOP_MARKET')
      .map(stop => ({ stop, ...waiting(stop, ledger.until), reach: () => reachOf(stop) })),
    backups: algos
      .filter(algo => algo.orderType === 'STOP' && algo.reduceOnly)
      .map(algo => ({ ...waiting(algo, ledger.until), quantity: dec(algo.quantity) })),
    exits: [
      ...launching.flatMap(algo => launched(algo, ledger)),
      // An order that an algo order launched is already counted as that exit.
      ...orders
        .filter(order => launching.every(algo => algo.algoId !== order.algoId))
        .flatMap(order => taken(order, ledger)),
    ],
  }
}

function reachOf({ closePosition, reduceOnly, quantity }: AlgoOrderRecord): Dec {
  if (closePosition) return dec(Number.POSITIVE_INFINITY)
  return dec(reduceOnly ? quantity : 0)
}

/** The order's filled quantity at that time. */
const filledBy = (ledger: VenueLedger, orderId: number | undefined, at: number): Dec =>
  sum(ledger.trades.filter(trade => trade.orderId === orderId && trade.time <= at).map(trade => trade.qty))

const endOf = (algo: AlgoOrderRecord, until: number): number => (algo.endTime === 0 ? until : algo.endTime)

/** In status NEW, and its working price has not yet crossed the trigger. */
const waiting = (algo: AlgoOrderRecord, until: number): Interval => ({
  from: algo.createTime,
  to: Math.min(
    endOf(algo, until),
    algo.triggerTime === 0 ? until : algo.triggerTime,
    algo.ignoredTime ?? until,
  ),
})

const isMarketKind = ({ orderType }: AlgoOrderRecord): boolean =>
  orderType !== 'STOP' && orderType !== 'TAKE_PROFIT'

/** From the trigger until the order is executed or rejected. */
function launched(algo: AlgoOrderRecord, ledger: VenueLedger): readonly Cover[] {
  if (algo.triggerTime === 0) return []
  const reach = (at: number) => reachOf(algo).minus(filledBy(ledger, algo.actualOrderId, at))
  return [{ from: algo.triggerTime, to: endOf(algo, ledger.until), reach }]
}

/** A regular order while it takes: a market order to its end, a limit order until it would rest. */
function taken(order: OrderRecord, ledger: VenueLedger): readonly Cover[] {
  const reach = (at: number) => dec(order.origQty).minus(filledBy(ledger, order.orderId, at))
  const from = ledger.algoOrders.find(algo => algo.algoId === order.algoId)?.triggerTime ?? order.time
  if (order.type === 'MARKET') return [{ from, to: order.updateTime, reach }]
  const takes = ledger.trades.filter(trade => trade.orderId === order.orderId && !trade.maker)
  const last = takes.at(-1)
  return last === undefined ? [] : [{ from, to: last.time, reach }]
}
