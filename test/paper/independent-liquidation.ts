import type { Market } from '#paper/market/market.ts'
import type { PriceStep } from '#paper/ports.ts'
import { shippedRules } from '#paper/rules/shipped.ts'

/** An isolated position as its trades tell it: all that the liquidation price needs. */
export interface Isolated {
  readonly symbol: string
  readonly isLong: boolean
  readonly quantity: number
  readonly entryPrice: number
  /** Margin set aside. */
  readonly wallet: number
}

/**
 * Binance's published formula for the liquidation price of an isolated position, in floats and straight from the
 * brackets' JSON: nothing of the venue's own arithmetic.
 */
export function liquidationPriceOf({ symbol, isLong, quantity, entryPrice, wallet }: Isolated): number {
  const brackets = shippedRules.brackets.find(each => each.symbol === symbol)?.brackets ?? []
  const direction = isLong ? 1 : -1
  for (const { maintMarginRatio, cum, notionalFloor, notionalCap } of brackets) {
    const price =
      (wallet + cum - direction * quantity * entryPrice) / (quantity * (maintMarginRatio - direction))
    if (price * quantity > notionalFloor && price * quantity <= notionalCap) return price
  }
  throw new Error(`Expected a bracket for ${quantity} ${symbol} at ${entryPrice}`)
}

/** The first step after `since` whose mark is at the price or beyond it. */
export function firstBeyond(
  market: Market,
  { symbol, isLong }: Isolated,
  price: number,
  since: number,
): PriceStep | undefined {
  const steps = market.symbol(symbol)?.steps(since, market.to) ?? []
  return steps.find(step => (isLong ? Number(step.mark) <= price : Number(step.mark) >= price))
}
