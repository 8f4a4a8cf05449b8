import { type Dec, dec } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'
import { type AccountMargin, liquidationPrice, maxNotional, type PositionMargin } from '../core/margin.ts'
import { breakEvenPrice } from '../core/position.ts'
import { positionSideOf } from '../core/positions.ts'
import type { SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import type { MarginView } from '../session/session.ts'

export const money = (amount: Dec) => amount.toFixed(8)

export const maxNotionalText = (record: Pick<SymbolRecord, 'leverage'>, rules: SymbolRules): string =>
  (maxNotional(rules, record.leverage) ?? dec(0)).toFixed()

/** One position of a symbol, as positionRisk and account show it. */
interface Row {
  readonly view: MarginView
  readonly margin: PositionMargin
}

/** One row in one-way mode, a long and a short one in hedge mode. */
const rowsOf = (view: MarginView, dual: boolean): readonly Row[] =>
  view.margin.positions.filter(margin => dual === (margin.side !== 'BOTH')).map(margin => ({ view, margin }))

/** Rows of positionRisk v3. */
export const positionBodies = (view: MarginView, account: AccountMargin, dual: boolean) =>
  rowsOf(view, dual).map(row => positionBody(row, account))

/** v2 has leverage and margin type beside the position, but no margins. */
export const positionBodiesV2 = (view: MarginView, account: AccountMargin, dual: boolean) =>
  rowsOf(view, dual).map(row => ({
    ...placeBody(row, account),
    leverage: String(view.record.leverage),
    marginType: view.record.marginType,
    isAutoAddMargin: 'false',
    maxNotionalValue: maxNotionalText(view.record, view.rules),
  }))

function placeBody({ view, margin }: Row, account: AccountMargin) {
  const { record, rules, mark } = view
  const { position } = margin
  const isolatedMargin = view.margin.isolated ? margin.isolatedWallet.plus(margin.unrealizedPnl) : dec(0)
  return {
    symbol: record.symbol,
    positionSide: margin.side,
    positionAmt: dec(position.quantity).toFixed(rules.quantityPrecision),
    entryPrice: dec(position.entryPrice).toDecimalPlaces(12).toFixed(),
    breakEvenPrice: breakEvenPrice(position).toDecimalPlaces(12).toFixed(),
    markPrice: dec(mark).toFixed(8),
    unRealizedProfit: money(margin.unrealizedPnl),
    liquidationPrice: liquidationOf({ view, margin }, account).toDecimalPlaces(8).toFixed(),
    isolatedMargin: money(isolatedMargin),
    notional: money(margin.notional),
    isolatedWallet: money(margin.isolatedWallet),
    updateTime: position.updateTime,
  }
}

function positionBody(row: Row, account: AccountMargin) {
  const { view, margin } = row
  const { updateTime, ...place } = placeBody(row, account)
  return {
    ...place,
    marginAsset: view.rules.marginAsset,
    initialMargin: money(margin.positionMargin.plus(margin.openOrderMargin)),
    maintMargin: money(margin.maintenance),
    positionInitialMargin: money(margin.positionMargin),
    openOrderInitialMargin: money(margin.openOrderMargin),
    adl: 0,
    bidNotional: money(openNotional(row, 'BUY')),
    askNotional: money(openNotional(row, 'SELL')),
    updateTime,
  }
}

/** An isolated position has a price of its own; in cross margin both sides of a symbol share one price. */
function liquidationOf({ view, margin }: Row, account: AccountMargin): Dec {
  if (margin.position.quantity === '0') return dec(0)
  const mark = dec(view.mark)
  if (view.margin.isolated)
    return liquidationPrice([margin.position], margin.isolatedWallet, mark, view.rules)
  const backing = account.crossWallet
    .plus(account.crossPnl)
    .minus(view.margin.unrealizedPnl)
    .minus(account.crossMaintenance)
    .plus(view.margin.maintenance)
  return liquidationPrice(
    view.margin.positions.map(each => each.position),
    backing,
    mark,
    view.rules,
  )
}

const openNotional = ({ view, margin }: Row, side: OrderSide): Dec =>
  view.record.orders
    .filter(order => order.side === side && positionSideOf(order) === margin.side)
    .reduce(
      (total, order) => total.plus(dec(order.origQty).minus(order.executedQty).times(order.price)),
      dec(0),
    )
