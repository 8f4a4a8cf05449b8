import type { PriceStep } from '../ports.ts'
import type { AlgoOrderRecord, OrderRecord, SymbolRecord } from '../records.ts'
import { ownEnd } from './own-end.ts'
import {
  changedLadder,
  isReached,
  type Ladder,
  ladderOf,
  type Price,
  price,
  type Rung,
  reached,
} from './price-ladder.ts'
import { firesAbove, pullbackLevel } from './trigger.ts'

/** A symbol's orders sorted by the price they wait for, so that a step looks only at the orders it reaches. */
interface Waiting {
  /** A trigger was seen at an earlier step: the next step fills it, whatever its price. */
  readonly hasTriggering: boolean
  /** When the first order ends without a request; infinite if none does. */
  readonly endsAt: number
  readonly byMark: readonly Ladder<AlgoOrderRecord>[]
  readonly byLast: readonly Ladder<AlgoOrderRecord>[]
  readonly bids: Ladder<OrderRecord>
  readonly asks: Ladder<OrderRecord>
}

/** The two prices that orders wait for, ready to be compared. */
export interface StepPrices {
  readonly mark: Price
  readonly last: Price
}

export const pricesOf = (step: PriceStep): StepPrices => ({ mark: price(step.mark), last: price(step.last) })

/** Records are never changed in place, so a sorted list stays valid. */
const algosSorted = new WeakMap<readonly AlgoOrderRecord[], SortedAlgos>()
const ordersSorted = new WeakMap<readonly OrderRecord[], SortedOrders>()

export function waitingOf({ algoOrders, orders }: SymbolRecord): Waiting {
  const algos = algosSorted.get(algoOrders) ?? sortAlgos(algoOrders)
  const resting = ordersSorted.get(orders) ?? sortOrders(orders)
  algosSorted.set(algoOrders, algos)
  ordersSorted.set(orders, resting)
  const { byMark, byLast, triggering } = algos
  const endsAt = Math.min(algos.endsAt, resting.endsAt)
  return { byMark, byLast, bids: resting.bids, asks: resting.asks, hasTriggering: triggering > 0, endsAt }
}

/** Whether these prices affect any order. */
export const concernsOrders = (waiting: Waiting, { mark, last }: StepPrices): boolean =>
  waiting.hasTriggering ||
  waiting.byMark.some(ladder => isReached(ladder, mark)) ||
  waiting.byLast.some(ladder => isReached(ladder, last)) ||
  isReached(waiting.bids, last) ||
  isReached(waiting.asks, last)

/** Untriggered algo orders whose trigger, activation or best price the step reaches, oldest first. */
export function reachedAlgos(record: SymbolRecord, { mark, last }: StepPrices): readonly AlgoOrderRecord[] {
  const { byMark, byLast } = waitingOf(record)
  const found = [
    ...byMark.flatMap(ladder => reached(ladder, mark)),
    ...byLast.flatMap(ladder => reached(ladder, last)),
  ]
  return found.length < 2 ? found : [...new Set(found)].sort((a, b) => a.algoId - b.algoId)
}

/** Resting orders at whose price, or through it, the step trades: best price first, then the oldest. */
export function reachedOrders(record: SymbolRecord, { last }: StepPrices): readonly OrderRecord[] {
  const { bids, asks } = waitingOf(record)
  return [...reached(bids, last), ...reached(asks, last)]
}

interface SortedAlgos {
  readonly triggering: number
  readonly endsAt: number
  /** By MARK_PRICE rising and falling, by CONTRACT_PRICE rising and falling. */
  readonly byMark: readonly Ladder<AlgoOrderRecord>[]
  readonly byLast: readonly Ladder<AlgoOrderRecord>[]
}

const isTriggering = (algo: AlgoOrderRecord): boolean => algo.algoStatus === 'TRIGGERING'
const waits = (algo: AlgoOrderRecord): boolean => algo.algoStatus === 'NEW'

function sortAlgos(all: readonly AlgoOrderRecord[]): SortedAlgos {
  const untriggered = all.filter(waits)
  const ladders = (workingType: AlgoOrderRecord['workingType']) =>
    DIRECTIONS.map(direction => ladderOf(direction, rungsIn(untriggered, workingType, direction)))
  return {
    triggering: all.filter(isTriggering).length,
    endsAt: firstEnd(untriggered),
    byMark: ladders('MARK_PRICE'),
    byLast: ladders('CONTRACT_PRICE'),
  }
}

/** Carries the sorting of a list of algo orders over to the list that replaces it. */
export function carryAlgos(
  before: readonly AlgoOrderRecord[],
  after: readonly AlgoOrderRecord[],
  gone: readonly AlgoOrderRecord[],
  come: readonly AlgoOrderRecord[],
): void {
  const sorted = algosSorted.get(before)
  if (sorted === undefined) return
  const [left, joined] = [gone.filter(waits), come.filter(waits)]
  const ladders = (known: SortedAlgos['byMark'], workingType: AlgoOrderRecord['workingType']) =>
    known.map(each =>
      changedLadder(
        each,
        rungsIn(left, workingType, each.direction),
        rungsIn(joined, workingType, each.direction),
      ),
    )
  algosSorted.set(after, {
    triggering: sorted.triggering - gone.filter(isTriggering).length + come.filter(isTriggering).length,
    endsAt: endAfter(sorted.endsAt, left, joined, () => after.filter(waits)),
    byMark: ladders(sorted.byMark, 'MARK_PRICE'),
    byLast: ladders(sorted.byLast, 'CONTRACT_PRICE'),
  })
}

const DIRECTIONS = ['rise', 'fall'] as const
type Direction = (typeof DIRECTIONS)[number]

interface Level {
  readonly direction: Direction
  readonly at: string
}

/** A trailing stop waits for two levels: a better price to follow, and the pullback that triggers it. */
function levelsOf(algo: AlgoOrderRecord): readonly Level[] {
  const { trailing, side } = algo
  if (trailing === undefined)
    return [{ direction: firesAbove(algo) ? 'rise' : 'fall', at: algo.triggerPrice }]
  const [better, worse] = side === 'SELL' ? (['rise', 'fall'] as const) : (['fall', 'rise'] as const)
  if (trailing.best === '') return [{ direction: better, at: trailing.activatePrice }]
  return [
    { direction: better, at: trailing.best },
    { direction: worse, at: pullbackLevel(side, trailing).toFixed() },
  ]
}

const rungsIn = (
  algos: readonly AlgoOrderRecord[],
  workingType: AlgoOrderRecord['workingType'],
  direction: Direction,
): readonly Rung<AlgoOrderRecord>[] =>
  algos
    .filter(algo => algo.workingType === workingType)
    .flatMap(algo =>
      levelsOf(algo)
        .filter(level => level.direction === direction)
        .map(({ at }) => ({ at, id: algo.algoId, item: algo })),
    )

interface SortedOrders {
  readonly endsAt: number
  readonly bids: Ladder<OrderRecord>
  readonly asks: Ladder<OrderRecord>
}

const sortOrders = (all: readonly OrderRecord[]): SortedOrders => ({
  endsAt: firstEnd(all),
  bids: ladderOf('fall', rungsOf(all, 'BUY')),
  asks: ladderOf('rise', rungsOf(all, 'SELL')),
})

/** Carries the sorting of a list of orders over to the list that replaces it. */
export function carryOrders(
  before: readonly OrderRecord[],
  after: readonly OrderRecord[],
  gone: readonly OrderRecord[],
  come: readonly OrderRecord[],
): void {
  const sorted = ordersSorted.get(before)
  if (sorted === undefined || after.length === 0) return
  ordersSorted.set(after, {
    endsAt: endAfter(sorted.endsAt, gone, come, () => after),
    bids: changedLadder(sorted.bids, rungsOf(gone, 'BUY'), rungsOf(come, 'BUY')),
    asks: changedLadder(sorted.asks, rungsOf(gone, 'SELL'), rungsOf(come, 'SELL')),
  })
}

const rungsOf = (orders: readonly OrderRecord[], side: OrderRecord['side']): readonly Rung<OrderRecord>[] =>
  orders
    .filter(order => order.side === side)
    .map(order => ({ at: order.price, id: order.orderId, item: order }))

type Endable = OrderRecord | AlgoOrderRecord

const firstEnd = (all: readonly Endable[]): number =>
  all.reduce((first, order) => Math.min(first, ownEnd(order)), Number.POSITIVE_INFINITY)

/** Searched again only when the order that would have ended first is gone. */
const endAfter = (
  before: number,
  gone: readonly Endable[],
  come: readonly Endable[],
  after: () => readonly Endable[],
): number =>
  before !== Number.POSITIVE_INFINITY && firstEnd(gone) <= before
    ? firstEnd(after())
    : Math.min(before, firstEnd(come))
