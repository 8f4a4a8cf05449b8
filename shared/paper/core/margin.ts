import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { PositionRecord, SymbolRecord } from '../records.ts'
import type { Bracket, SymbolRules } from '../rules.ts'
import { pnlAt } from './position.ts'

/** The bracket that a notional falls into; beyond the last cap the last one holds. */
function bracketOf(rules: SymbolRules, notional: Dec): Bracket {
  const found = rules.brackets.find(bracket => notional.lte(bracket.notionalCap)) ?? rules.brackets.at(-1)
  if (found === undefined)
    throw new Error(`Expected at least one leverage bracket of ${rules.symbol}, found none.`)
  return found
}

/** The largest position notional that a leverage allows, or undefined where no bracket allows the leverage. */
export function maxNotional(rules: SymbolRules, leverage: number): Dec | undefined {
  return rules.brackets.filter(bracket => bracket.initialLeverage >= leverage).at(-1)?.notionalCap
}

function maintenanceMargin(rules: SymbolRules, notional: Dec): Dec {
  if (notional.isZero()) return dec(0)
  const bracket = bracketOf(rules, notional)
  return notional.times(bracket.maintMarginRatio).minus(bracket.cum)
}

/** What one symbol contributes to the account at a mark price, in quote asset. */
export interface SymbolMargin {
  readonly isolated: boolean
  /** Realised PnL, fees, funding and clearance since the account began. */
  readonly net: Dec
  readonly isolatedWallet: Dec
  readonly unrealizedPnl: Dec
  /** Signed. */
  readonly notional: Dec
  readonly positionMargin: Dec
  readonly openOrderMargin: Dec
  readonly maintenance: Dec
}

export function symbolMargin(record: SymbolRecord, mark: Dec, rules: SymbolRules): SymbolMargin {
  const quantity = dec(record.position.quantity)
  const notional = quantity.times(mark)
  return {
    isolated: record.marginType === 'isolated',
    net: sum(Object.values(record.totals)),
    isolatedWallet: dec(record.position.isolatedWallet),
    unrealizedPnl: pnlAt(record.position, mark),
    notional,
    positionMargin: notional.abs().div(record.leverage),
    openOrderMargin: openOrderMargin(record, mark),
    maintenance: maintenanceMargin(rules, notional.abs()),
  }
}

/**
 * Margin for what the resting orders would add: Binance's one-way rule, the larger of the two sides beyond
 * the present notional. Reduce-only orders need none.
 */
export function openOrderMargin(record: SymbolRecord, mark: Dec): Dec {
  const side = (wanted: 'BUY' | 'SELL') =>
    sum(
      record.orders
        .filter(order => order.side === wanted && !order.reduceOnly)
        .map(order => dec(order.origQty).minus(order.executedQty).times(order.price)),
    )
  const notional = dec(record.position.quantity).times(mark)
  const extremes = [notional.plus(side('BUY')).abs(), notional.minus(side('SELL')).abs()]
  const worst = extremes.reduce((a, b) => (a.gt(b) ? a : b), notional.abs())
  return worst.minus(notional.abs()).div(record.leverage)
}

export interface AccountMargin {
  readonly wallet: Dec
  /** Wallet less what isolated positions set aside. */
  readonly crossWallet: Dec
  readonly crossPnl: Dec
  readonly unrealizedPnl: Dec
  readonly positionMargin: Dec
  readonly openOrderMargin: Dec
  readonly maintenance: Dec
  readonly crossMaintenance: Dec
  /** What new positions may be opened with; never negative. */
  readonly available: Dec
}

export function accountMargin(startingBalance: string, symbols: readonly SymbolMargin[]): AccountMargin {
  const cross = symbols.filter(each => !each.isolated)
  const total = (of: readonly SymbolMargin[], pick: (each: SymbolMargin) => Dec) => sum(of.map(pick))
  const wallet = dec(startingBalance).plus(total(symbols, each => each.net))
  const crossWallet = wallet.minus(total(symbols, each => each.isolatedWallet))
  const crossPnl = total(cross, each => each.unrealizedPnl)
  const openOrders = total(symbols, each => each.openOrderMargin)
  const free = crossWallet
    .plus(crossPnl)
    .minus(total(cross, each => each.positionMargin))
    .minus(openOrders)
  return {
    wallet,
    crossWallet,
    crossPnl,
    unrealizedPnl: total(symbols, each => each.unrealizedPnl),
    positionMargin: total(symbols, each => each.positionMargin),
    openOrderMargin: openOrders,
    maintenance: total(symbols, each => each.maintenance),
    crossMaintenance: total(cross, each => each.maintenance),
    available: free.isNegative() ? dec(0) : free,
  }
}

/**
 * The mark price at which margin falls to maintenance, Binance's one-way formula; 0 where there is none.
 * `backing`: isolated wallet, or for a cross position what the rest of the account puts behind it.
 */
export function liquidationPrice(position: PositionRecord, backing: Dec, rules: SymbolRules): Dec {
  const quantity = dec(position.quantity)
  if (quantity.isZero()) return dec(0)
  const direction = quantity.isPositive() ? 1 : -1
  const size = quantity.abs()
  for (const bracket of rules.brackets) {
    const price = backing
      .plus(bracket.cum)
      .minus(size.times(position.entryPrice).times(direction))
      .div(size.times(bracket.maintMarginRatio.minus(direction)))
    const notional = price.times(size)
    if (price.gt(0) && notional.gt(bracket.notionalFloor) && notional.lte(bracket.notionalCap)) return price
  }
  return dec(0)
}
