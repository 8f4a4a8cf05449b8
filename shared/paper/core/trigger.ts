import { type Dec, dec } from '#domain/decimal.ts'
import type { PriceStep } from '../ports.ts'
import type { AlgoOrderRecord } from '../records.ts'

/**
 * On the closing side, stops fire when the price moves against a position, take-profits when it moves in its favour.
 */
export const isTakeProfit = (algo: Pick<AlgoOrderRecord, 'orderType'>): boolean =>
  algo.orderType === 'TAKE_PROFIT' || algo.orderType === 'TAKE_PROFIT_MARKET'

export const isLimitKind = (algo: Pick<AlgoOrderRecord, 'orderType'>): boolean =>
  algo.orderType === 'STOP' || algo.orderType === 'TAKE_PROFIT'

const workingPrice = (algo: Pick<AlgoOrderRecord, 'workingType'>, step: PriceStep): Dec =>
  dec(algo.workingType === 'MARK_PRICE' ? step.mark : step.last)

/** Whether the price must rise to the trigger. */
export const firesAbove = (algo: Pick<AlgoOrderRecord, 'side' | 'orderType'>): boolean =>
  (algo.side === 'BUY') !== isTakeProfit(algo)

type Triggered = Pick<AlgoOrderRecord, 'side' | 'orderType' | 'workingType' | 'triggerPrice' | 'trailing'>

/** Whether the order's working price reaches its trigger price at this step. */
export function isTriggered(algo: Triggered, step: PriceStep): boolean {
  const price = workingPrice(algo, step)
  if (algo.trailing !== undefined) return isPulledBack(algo.side, algo.trailing, price)
  return firesAbove(algo) ? price.gte(algo.triggerPrice) : price.lte(algo.triggerPrice)
}

type Trailing = NonNullable<AlgoOrderRecord['trailing']>

/** The trigger of an active trailing stop: its callback rate away from the best price. */
export function pullbackLevel(side: AlgoOrderRecord['side'], { callbackRate, best }: Trailing): Dec {
  const share = dec(callbackRate).div(100)
  return dec(best).times(side === 'SELL' ? dec(1).minus(share) : dec(1).plus(share))
}

function isPulledBack(side: AlgoOrderRecord['side'], trailing: Trailing, price: Dec): boolean {
  if (trailing.best === '') return false
  const level = pullbackLevel(side, trailing)
  return side === 'SELL' ? price.lte(level) : price.gte(level)
}

/** Whether the price is already past a trailing stop's activation price. */
export function isActive(algo: AlgoOrderRecord, step: PriceStep): boolean {
  const { trailing, side } = algo
  if (trailing === undefined || trailing.best !== '') return false
  const price = workingPrice(algo, step)
  return side === 'SELL' ? price.gte(trailing.activatePrice) : price.lte(trailing.activatePrice)
}

/** A trailing stop follows the best price once its activation price is reached; other orders are unchanged. */
export function follow(algo: AlgoOrderRecord, step: PriceStep): AlgoOrderRecord {
  const { trailing, side } = algo
  if (trailing === undefined) return algo
  const price = workingPrice(algo, step)
  if (trailing.best === '')
    return isActive(algo, step) ? { ...algo, trailing: { ...trailing, best: price.toFixed() } } : algo
  const better = side === 'SELL' ? price.gt(trailing.best) : price.lt(trailing.best)
  return better ? { ...algo, trailing: { ...trailing, best: price.toFixed() } } : algo
}
