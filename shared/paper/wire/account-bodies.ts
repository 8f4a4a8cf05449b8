import { type Dec, dec } from '#domain/decimal.ts'
import { type AccountMargin, liquidationPrice, maxNotional } from '../core/margin.ts'
import { breakEvenPrice } from '../core/position.ts'
import type { MarginView } from '../desk/desk.ts'
import type { SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'

const MARGIN_ASSET = 'USDT'
const money = (amount: Dec) => amount.toFixed(8)

/** A row of positionRisk v3. */
export function positionBody(view: MarginView, account: AccountMargin) {
  const { record, rules, margin, mark } = view
  const { position } = record
  const isolatedMargin = margin.isolated ? margin.isolatedWallet.plus(margin.unrealizedPnl) : dec(0)
  return {
    symbol: record.symbol,
    positionSide: 'BOTH',
    positionAmt: dec(position.quantity).toFixed(rules.quantityPrecision),
    entryPrice: dec(position.entryPrice).toDecimalPlaces(12).toFixed(),
    breakEvenPrice: breakEvenPrice(position).toDecimalPlaces(12).toFixed(),
    markPrice: dec(mark).toFixed(8),
    unRealizedProfit: money(margin.unrealizedPnl),
    liquidationPrice: liquidationPrice(position, backingOf(view, account), rules)
      .toDecimalPlaces(8)
      .toFixed(),
    isolatedMargin: money(isolatedMargin),
    notional: money(margin.notional),
    marginAsset: rules.marginAsset,
    isolatedWallet: money(margin.isolatedWallet),
    initialMargin: money(margin.positionMargin.plus(margin.openOrderMargin)),
    maintMargin: money(margin.maintenance),
    positionInitialMargin: money(margin.positionMargin),
    openOrderInitialMargin: money(margin.openOrderMargin),
    adl: 0,
    bidNotional: money(openNotional(record, 'BUY')),
    askNotional: money(openNotional(record, 'SELL')),
    updateTime: position.updateTime,
  }
}

/** v2 carries leverage and margin type beside the position. */
export const positionBodyV2 = (view: MarginView, account: AccountMargin) => {
  const { record, rules } = view
  return {
    ...positionBody(view, account),
    leverage: String(record.leverage),
    marginType: record.marginType,
    isAutoAddMargin: 'false',
    maxNotionalValue: maxNotionalText(record, rules),
  }
}

function backingOf({ margin }: MarginView, account: AccountMargin): Dec {
  if (margin.isolated) return margin.isolatedWallet
  return account.crossWallet
    .plus(account.crossPnl)
    .minus(margin.unrealizedPnl)
    .minus(account.crossMaintenance)
    .plus(margin.maintenance)
}

const openNotional = (record: SymbolRecord, side: 'BUY' | 'SELL'): Dec =>
  record.orders
    .filter(order => order.side === side)
    .reduce(
      (total, order) => total.plus(dec(order.origQty).minus(order.executedQty).times(order.price)),
      dec(0),
    )

export const symbolConfigBody = (record: SymbolRecord, rules: SymbolRules) => ({
  symbol: record.symbol,
  marginType: record.marginType === 'isolated' ? 'ISOLATED' : 'CROSSED',
  isAutoAddMargin: 'false',
  leverage: record.leverage,
  maxNotionalValue: maxNotionalText(record, rules),
})

export const maxNotionalText = (record: Pick<SymbolRecord, 'leverage'>, rules: SymbolRules): string =>
  (maxNotional(rules, record.leverage) ?? dec(0)).toFixed()

const marginOf = (account: AccountMargin) => ({
  positionInitialMargin: money(account.positionMargin),
  openOrderInitialMargin: money(account.openOrderMargin),
  initialMargin: money(account.positionMargin.plus(account.openOrderMargin)),
  maintMargin: money(account.maintenance),
  walletBalance: money(account.wallet),
  unrealizedProfit: money(account.unrealizedPnl),
  marginBalance: money(account.wallet.plus(account.unrealizedPnl)),
  crossWalletBalance: money(account.crossWallet),
  crossUnPnl: money(account.crossPnl),
  availableBalance: money(account.available),
  maxWithdrawAmount: money(account.available),
})

/** GET v3/account. `updateTime` must not be 0: clients skip assets that were never touched. */
export function accountBody(account: AccountMargin, views: readonly MarginView[], updateTime: number) {
  const margin = marginOf(account)
  return {
    totalInitialMargin: margin.initialMargin,
    totalMaintMargin: margin.maintMargin,
    totalWalletBalance: margin.walletBalance,
    totalUnrealizedProfit: margin.unrealizedProfit,
    totalMarginBalance: margin.marginBalance,
    totalPositionInitialMargin: margin.positionInitialMargin,
    totalOpenOrderInitialMargin: margin.openOrderInitialMargin,
    totalCrossWalletBalance: margin.crossWalletBalance,
    totalCrossUnPnl: margin.crossUnPnl,
    availableBalance: margin.availableBalance,
    maxWithdrawAmount: margin.maxWithdrawAmount,
    assets: [{ asset: MARGIN_ASSET, ...margin, updateTime }],
    positions: views.map(view => {
      const { unRealizedProfit, ...row } = positionBody(view, account)
      return {
        symbol: row.symbol,
        positionSide: row.positionSide,
        positionAmt: row.positionAmt,
        unrealizedProfit: unRealizedProfit,
        isolatedMargin: row.isolatedMargin,
        notional: row.notional,
        isolatedWallet: row.isolatedWallet,
        initialMargin: row.initialMargin,
        maintMargin: row.maintMargin,
        updateTime: row.updateTime,
      }
    }),
  }
}

export const balanceBody = (account: AccountMargin, updateTime: number) => {
  const margin = marginOf(account)
  return {
    accountAlias: 'paper',
    asset: MARGIN_ASSET,
    balance: margin.walletBalance,
    crossWalletBalance: margin.crossWalletBalance,
    crossUnPnl: margin.crossUnPnl,
    availableBalance: margin.availableBalance,
    maxWithdrawAmount: margin.maxWithdrawAmount,
    marginAvailable: true,
    updateTime,
  }
}
