import type { AccountMargin } from '../core/margin.ts'
import type { AccountRecord, SymbolRecord } from '../records.ts'
import type { SymbolRules } from '../rules.ts'
import type { MarginView } from '../session/session.ts'
import { maxNotionalText, money, positionBodies } from './position-bodies.ts'

const MARGIN_ASSET = 'USDT'

export const symbolConfigBody = (record: SymbolRecord, rules: SymbolRules) => ({
  symbol: record.symbol,
  marginType: record.marginType === 'isolated' ? 'ISOLATED' : 'CROSSED',
  isAutoAddMargin: false,
  leverage: record.leverage,
  maxNotionalValue: maxNotionalText(record, rules),
})

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

const totalsOf = (account: AccountMargin) => {
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
  }
}

/** The sources of the account's bodies. */
export interface AccountView {
  readonly account: AccountMargin
  readonly config: AccountRecord
  readonly symbols: readonly MarginView[]
  /** Must not be 0: clients skip assets that were never used. */
  readonly updateTime: number
}

/** GET v3/account. */
export const accountBody = ({ account, config, symbols, updateTime }: AccountView) => ({
  ...totalsOf(account),
  assets: [{ asset: MARGIN_ASSET, ...marginOf(account), updateTime }],
  positions: symbols.flatMap(view =>
    positionBodies(view, account, config.dualSidePosition).map(row => ({
      symbol: row.symbol,
      positionSide: row.positionSide,
      positionAmt: row.positionAmt,
      unrealizedProfit: row.unRealizedProfit,
      isolatedMargin: row.isolatedMargin,
      notional: row.notional,
      isolatedWallet: row.isolatedWallet,
      initialMargin: row.initialMargin,
      maintMargin: row.maintMargin,
      updateTime: row.updateTime,
    })),
  ),
})

/** GET v2/account. */
export const accountBodyV2 = ({ account, config, symbols, updateTime }: AccountView) => ({
  ...configBody(config),
  feeBurn: config.feeBurn ?? false,
  ...totalsOf(account),
  assets: [{ asset: MARGIN_ASSET, ...marginOf(account), marginAvailable: true, updateTime }],
  positions: symbols.flatMap(view =>
    positionBodies(view, account, config.dualSidePosition).map(row => ({
      symbol: row.symbol,
      initialMargin: row.initialMargin,
      maintMargin: row.maintMargin,
      unrealizedProfit: row.unRealizedProfit,
      positionInitialMargin: row.positionInitialMargin,
      openOrderInitialMargin: row.openOrderInitialMargin,
      leverage: String(view.record.leverage),
      isolated: view.record.marginType === 'isolated',
      entryPrice: row.entryPrice,
      breakEvenPrice: row.breakEvenPrice,
      maxNotional: maxNotionalText(view.record, view.rules),
      bidNotional: row.bidNotional,
      askNotional: row.askNotional,
      positionSide: row.positionSide,
      positionAmt: row.positionAmt,
      notional: row.notional,
      isolatedWallet: row.isolatedWallet,
      updateTime: row.updateTime,
    })),
  ),
})

/** What the account may do; accountConfig adds its position mode. */
export const configBody = (config: AccountRecord) => ({
  feeTier: 0,
  canTrade: true,
  canDeposit: true,
  canWithdraw: true,
  updateTime: config.updateTime,
  multiAssetsMargin: config.multiAssetsMargin,
  tradeGroupId: -1,
})

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
