import { type Dec, dec, sum } from '#domain/decimal.ts'
import type { OrderRecord, PositionRecord, PositionSide, SymbolRecord } from '../records.ts'
import type { Bracket, SymbolRules } from '../rules.ts'
import { openNotionalOf, withOne } from './open-notional.ts'
import { pnlAt } from './position.ts'
import { type NamedPosition, positionOf, positionsOf } from './positions.ts'

/** The bracket that a notional falls into; above the last cap, the last bracket. */
function bracketOf(rules: SymbolRules, notional: Dec): Bracket {
  const found = rules.brackets.find(bracket => notional.lte(bracket.notionalCap)) ?? rules.brackets.at(-1)
  if (found === undefined)
    throw new Error(`Expected at least one leverage bracket of ${rules.symbol}, found none.`)
  return found
}

/** The largest position notional that a leverage allows; undefined if no bracket allows the leverage. */
export function maxNotional(rules: SymbolRules, leverage: number): Dec | undefined {
  return rules.brackets.filter(bracket => bracket.initialLeverage >= leverage).at(-1)?.notionalCap
}

export function maintenanceMargin(rules: SymbolRules, notional: Dec): Dec {
  if (notional.isZero()) return dec(0)
  const bracket = bracketOf(rules, notional)
  return notional.times(bracket.maintMarginRatio).minus(bracket.cum)
}

/** What one position needs and is worth at a mark price, in quote asset. */
export interface PositionMargin extends NamedPosition {
  readonly unrealizedPnl: Dec
  /** Signed. */
  readonly notional: Dec
  readonly isolatedWallet: Dec
  readonly positionMargin: Dec
  readonly openOrderMargin: Dec
  readonly maintenance: Dec
}

/** What one symbol contributes to the account at a mark price, in quote asset. */
export interface SymbolMargin {
  readonly isolated: boolean
  /** Realised PnL, fees, funding and clearance since the account began. */
  readonly net: Dec
  readonly isolatedWallet: Dec
  readonly unrealizedPnl: Dec
  readonly positionMargin: Dec
  readonly openOrderMargin: Dec
  readonly maintenance: Dec
  /** The same for each of its positions, flat ones too. */
  readonly positions: readonly PositionMargin[]
}

export function symbolMargin(record: SymbolRecord, mark: Dec, rules: SymbolRules): SymbolMargin {
  const positions = positionsOf(record).map(named => positionMargin(record, named, mark, rules))
  const total = (pick: (each: PositionMargin) => Dec) => sum(positions.map(pick))
  return {
    isolated: record.marginType === 'isolated',
    net: sum(Object.values(record.totals)),
    isolatedWallet: total(each => each.isolatedWallet),
    unrealizedPnl: total(each => each.unrealizedPnl),
    positionMargin: total(each => each.positionMargin),
    openOrderMargin: total(each => each.openOrderMargin),
    maintenance: total(each => each.maintenance),
    positions,
  }
}

function positionMargin(
  record: SymbolRecord,
  { side, position }: NamedPosition,
  mark: Dec,
  rules: SymbolRules,
): PositionMargin {
  const notional = dec(position.quantity).times(mark)
  return {
    side,
    position,
    unrealizedPnl: pnlAt(position, mark),
    notional,
    isolatedWallet: dec(position.isolatedWallet),
    positionMargin: notional.abs().div(record.leverage),
    openOrderMargin: openOrderMargin(record, side, mark),
    maintenance: maintenanceMargin(rules, notional.abs()),
  }
}

/**
 * Margin for what the resting orders (and one more, if given) would add to a position. Binance's rule: the larger of
 * the two sides beyond the present notional. Reduce-only orders need none.
 */
export function openOrderMargin(
  record: SymbolRecord,
  positionSide: PositionSide,
  mark: Dec,
  asked?: OrderRecord,
): Dec {
  const resting = openNotionalOf(record.orders, positionSide)
  const { BUY, SELL } = asked === undefined ? resting : withOne(resting, asked)
  const notional = dec(positionOf(record, positionSide).quantity).times(mark)
  const extremes = [notional.plus(BUY).abs(), notional.minus(SELL).abs()]
  const worst = extremes.reduce((a, b) => (a.gt(b) ? a : b), notional.abs())
  return worst.minus(notional.abs()).div(record.leverage)
}

export interface AccountMargin {
  readonly wallet: Dec
  /** Wallet less the margin set aside for isolated positions. */
  readonly crossWallet: Dec
  readonly crossPnl: Dec
  readonly unrealizedPnl: Dec
  readonly positionMargin: Dec
  readonly openOrderMargin: Dec
  readonly maintenance: Dec
  readonly crossMaintenance: Dec
  /** What is available for new positions; never negative. */
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

const MOST_BRACKETS = 30

/**
 * The mark price at which margin falls to maintenance, 0 if there is none. `backing` is the isolated wallet or, for
 * cross positions (both of a hedged symbol together), what the rest of the account puts behind them. Margin above
 * maintenance is a concave line of straight pieces, one per bracket, so Newton's steps from the mark end on the piece
 * that holds the answer.
 */
export function liquidationPrice(
  positions: readonly PositionRecord[],
  backing: Dec,
  mark: Dec,
  rules: SymbolRules,
): Dec {
  let price = mark
  for (let step = 0; step < MOST_BRACKETS; step++) {
    const next = rootOf(positions, backing, price, rules)
    if (next === undefined) return dec(0)
    const bounded = next.lt(0) ? dec(0) : next
    if (bounded.eq(price)) return bounded
    price = bounded
  }
  return price
}

/** Where the straight piece at `price` reaches zero; undefined if it is level. */
function rootOf(
  positions: readonly PositionRecord[],
  backing: Dec,
  price: Dec,
  rules: SymbolRules,
): Dec | undefined {
  let fixed = backing
  let perPrice = dec(0)
  for (const { quantity, entryPrice } of positions) {
    const bracket = bracketOf(rules, price.times(quantity).abs())
    fixed = fixed.plus(bracket.cum).minus(dec(quantity).times(entryPrice))
    perPrice = perPrice.plus(quantity).minus(bracket.maintMarginRatio.times(quantity).abs())
  }
  return perPrice.isZero() ? undefined : fixed.negated().div(perPrice)
}
