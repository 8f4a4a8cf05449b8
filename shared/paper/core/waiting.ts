import type { PriceStep } from '../ports.ts'
import type { AlgoOrderRecord, OrderRecord, SymbolRecord } from '../records.ts'
import { ownEnd } from './own-end.ts'
import { isReached, type Ladder, ladderOf, type Price, price, reached } from './price-ladder.ts'
import { firesAbove, pullbackLevel } from './trigger.ts'

/** A symbol's orders by the price that they wait for: what a step does not reach is not looked at. */
interface Waiting {
  /** A trigger was seen at an earlier step: the next one, whatever it brings, fills it. */
  readonly hasTriggering: boolean
  /** When the first order ends by itself; infinite if none does. */
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

/** Records are never changed in place, so what was sorted once holds as long as the list is the same one. */
const algosSorted = new WeakMap<readonly AlgoOrderRecord[], ReturnType<typeof sortAlgos>>()
const ordersSorted = new WeakMap<readonly OrderRecord[], ReturnType<typeof sortOrders>>()

export function waitingOf({ algoOrders, orders }: SymbolRecord): Waiting {
  const algos = algosSorted.get(algoOrders) ?? sortAlgos(algoOrders)
  const resting = ordersSorted.get(orders) ?? sortOrders(orders)
  algosSorted.set(algoOrders, algos)
  ordersSorted.set(orders, resting)
  return { ...algos, ...resting, endsAt: Math.min(algos.endsAt, resting.endsAt) }
}

/** Whether any order has something to do with these prices. */
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

/** Resting orders at whose price the step trades, or through it: best price first, then who came first. */
export function reachedOrders(record: SymbolRecord, { last }: StepPrices): readonly OrderRecord[] {
  const { bids, asks } = waitingOf(record)
  return [...reached(bids, last), ...reached(asks, last)]
}

function sortAlgos(all: readonly AlgoOrderRecord[]) {
  const untriggered = all.filter(algo => algo.algoStatus === 'NEW')
  const ladders = (workingType: AlgoOrderRecord['workingType']) => {
    const levels = untriggered.filter(algo => algo.workingType === workingType).flatMap(levelsOf)
    return (['rise', 'fall'] as const).map(direction =>
      ladderOf(
        direction,
        levels.filter(level => level.direction === direction).map(({ at, algo }) => [at, algo] as const),
      ),
    )
  }
  return {
    hasTriggering: all.some(algo => algo.algoStatus === 'TRIGGERING'),
    endsAt: firstEnd(untriggered),
    byMark: ladders('MARK_PRICE'),
    byLast: ladders('CONTRACT_PRICE'),
  }
}

interface Level {
  readonly direction: 'rise' | 'fall'
  readonly at: string
  readonly algo: AlgoOrderRecord
}

/** A trailing stop waits for two: a better price to follow, and the pullback that triggers it. */
function levelsOf(algo: AlgoOrderRecord): readonly Level[] {
  const { trailing, side } = algo
  if (trailing === undefined)
    return [{ direction: firesAbove(algo) ? 'rise' : 'fall', at: algo.triggerPrice, algo }]
  const [better, worse] = side === 'SELL' ? (['rise', 'fall'] as const) : (['fall', 'rise'] as const)
  if (trailing.best === '') return [{ direction: better, at: trailing.activatePrice, algo }]
  return [
    { direction: better, at: trailing.best, algo },
    { direction: worse, at: pullbackLevel(side, trailing).toFixed(), algo },
  ]
}

function sortOrders(all: readonly OrderRecord[]) {
  const side = (wanted: OrderRecord['side']) =>
    all
      .filter(order => order.side === wanted)
      .toSorted((a, b) => a.orderId - b.orderId)
      .map(order => [order.price, order] as const)
  return { endsAt: firstEnd(all), bids: ladderOf('fall', side('BUY')), asks: ladderOf('rise', side('SELL')) }
}

const firstEnd = (all: readonly (OrderRecord | AlgoOrderRecord)[]): number =>
  all.reduce((first, order) => Math.min(first, ownEnd(order)), Number.POSITIVE_INFINITY)
