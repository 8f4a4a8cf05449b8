import { type Dec, dec } from '#domain/decimal.ts'
import { closingSide } from '#domain/side.ts'
import type { AlgoOrderRecord, OrderRecord } from '../records.ts'
import type { VenueLedger } from './books.ts'
import type { Interval } from './intervals.ts'
import { isOf, type Life } from './lives.ts'

/** Something that stood for a position for a time, and up to which quantity. */
export interface Cover extends Interval {
  readonly covers: (held: Dec) => boolean
}

export interface StopCover extends Cover {
  readonly stop: AlgoOrderRecord
}

/** All that protected a position, in venue time. */
export interface Protection {
  /** Live stops: they would have closed all of the position. */
  readonly stops: readonly StopCover[]
  /** Limit stops over exactly the position: they might have closed it. */
  readonly backups: readonly Cover[]
  /** Exits that the venue had accepted and not finished. */
  readonly exits: readonly Cover[]
}

/**
 * What protected one position. A live stop is a STOP_MARKET of the exit side in status NEW, whose trigger its
 * working price has not crossed, with closePosition or a reduce-only quantity of at least the position. An exit
 * in flight is a market order, or a limit order that found a taker's price, of the same reach, from its
 * acceptance or trigger until it is done. A request that is still on its way is neither.
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
  return {
    stops: algos
      .filter(algo => algo.orderType === 'STOP_MARKET')
      .map(stop => ({ stop, ...waiting(stop, ledger.until), covers: reaches(stop) })),
    backups: algos
      .filter(algo => algo.orderType === 'STOP' && algo.reduceOnly)
      .map(algo => ({ ...waiting(algo, ledger.until), covers: held => dec(algo.quantity).eq(held) })),
    exits: [
      ...algos.filter(isMarketKind).flatMap(algo => launched(algo, ledger.until)),
      ...orders.flatMap(order => taken(order, ledger)),
    ],
  }
}

const reaches =
  ({ closePosition, reduceOnly, quantity }: AlgoOrderRecord) =>
  (held: Dec): boolean =>
    closePosition || (reduceOnly && dec(quantity).gte(held))

const endOf = (algo: AlgoOrderRecord, until: number): number => (algo.endTime === 0 ? until : algo.endTime)

/** In status NEW, and not yet passed over by its working price. */
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

/** From the trigger until the order is executed or refused. */
const launched = (algo: AlgoOrderRecord, until: number): readonly Cover[] =>
  algo.triggerTime === 0 ? [] : [{ from: algo.triggerTime, to: endOf(algo, until), covers: reaches(algo) }]

/** A regular order while it takes: a market order to its end, a limit order until it would rest. */
function taken(order: OrderRecord, ledger: VenueLedger): readonly Cover[] {
  const covers = (held: Dec) => dec(order.origQty).gte(held)
  const from = ledger.algoOrders.find(algo => algo.algoId === order.algoId)?.triggerTime ?? order.time
  if (order.type === 'MARKET') return [{ from, to: order.updateTime, covers }]
  const takes = ledger.trades.filter(trade => trade.orderId === order.orderId && !trade.maker)
  const last = takes.at(-1)
  return last === undefined ? [] : [{ from, to: last.time, covers }]
}
