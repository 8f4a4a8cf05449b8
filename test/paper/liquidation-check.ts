import { positionLifetimes, type VenueLedger } from '#paper/audit/ledger.ts'
import type { TradeRecord } from '#paper/records.ts'
import { shippedRules } from '#paper/rules/shipped.ts'
import type { Market } from '../../infra/local/market/market.ts'

/** A liquidation in the books, and the moment at which Binance's formula and the market's marks alone put it. */
export interface LiquidationCheck {
  readonly symbol: string
  readonly closedAt: number
  /** Undefined if the marks never reached the liquidation price. */
  readonly dueAt: number | undefined
}

/** Every liquidation of isolated positions in one-way mode that paid no funding. */
export const checkLiquidations = (
  market: Market,
  ledger: VenueLedger,
  leverage: number,
): readonly LiquidationCheck[] =>
  positionLifetimes(ledger)
    .filter(life => life.liquidated && life.closedAt !== undefined)
    .map(({ symbol, openedAt, closedAt = 0 }) => {
      const trades = ledger.trades.filter(each => each.time >= openedAt && each.time < closedAt)
      return { symbol, closedAt, dueAt: firstBeyond(market, symbol, heldAfter(trades, leverage), closedAt) }
    })

/** The position from one trade to the next, in floats: nothing here uses the venue's own arithmetic. */
interface Held {
  readonly from: number
  /** Negative when short. */
  readonly quantity: number
  readonly entryPrice: number
  /** Margin set aside. */
  readonly wallet: number
}

/** A trade that adds to a position adds its margin; a trade that reduces it releases margin in proportion. */
function heldAfter(trades: readonly TradeRecord[], leverage: number): readonly Held[] {
  const all: Held[] = []
  for (const { side, price, qty, time } of trades) {
    const before = all.at(-1) ?? { quantity: 0, entryPrice: 0, wallet: 0 }
    const traded = Number(qty) * (side === 'BUY' ? 1 : -1)
    const quantity = before.quantity + traded
    const adds = before.quantity * traded >= 0
    all.push({
      from: time,
      quantity,
      entryPrice: adds
        ? (before.quantity * before.entryPrice + traded * Number(price)) / quantity
        : before.entryPrice,
      wallet: adds
        ? before.wallet + (Math.abs(traded) * Number(price)) / leverage
        : before.wallet * (quantity / before.quantity),
    })
  }
  return all
}

/**
 * Binance's published formula for the liquidation price of an isolated position, straight from the brackets' JSON;
 * undefined if no bracket's price falls into the bracket's own notional range.
 */
function liquidationPrice(symbol: string, { quantity, entryPrice, wallet }: Held): number | undefined {
  const brackets = shippedRules.brackets.find(each => each.symbol === symbol)?.brackets ?? []
  const [direction, size] = [Math.sign(quantity), Math.abs(quantity)]
  return brackets
    .map(({ maintMarginRatio, cum, notionalFloor, notionalCap }) => ({
      price: (wallet + cum - direction * size * entryPrice) / (size * (maintMarginRatio - direction)),
      notionalFloor,
      notionalCap,
    }))
    .find(each => each.price * size > each.notionalFloor && each.price * size <= Number(each.notionalCap))
    ?.price
}

/** The first step whose mark is at or beyond the liquidation price of the position then held. */
function firstBeyond(
  market: Market,
  symbol: string,
  held: readonly Held[],
  until: number,
): number | undefined {
  for (const [index, each] of held.entries()) {
    const price = liquidationPrice(symbol, each)
    const steps = market.symbol(symbol)?.steps(each.from, held[index + 1]?.from ?? until) ?? []
    const found = steps.find(
      ({ mark }) =>
        price !== undefined && (each.quantity > 0 ? Number(mark) <= price : Number(mark) >= price),
    )
    if (found !== undefined) return found.time
  }
  return undefined
}
