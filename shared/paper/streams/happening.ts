import type { AlgoOrderRecord, OrderRecord, PositionSide, SymbolRecord, TradeRecord } from '../records.ts'

/** Binance's execution types: the reason for an order's event. */
export type Execution = 'NEW' | 'CANCELED' | 'CALCULATED' | 'EXPIRED' | 'TRADE' | 'AMENDMENT'

/** Binance's reasons for a changed balance or position, as far as this venue has them. */
export type AccountReason =
  | 'ORDER'
  | 'FUNDING_FEE'
  | 'INSURANCE_CLEAR'
  | 'MARGIN_TRANSFER'
  | 'MARGIN_TYPE_CHANGE'
  | 'ADJUSTMENT'

/** An order as it stood right after something happened to it. */
export interface OrderHappening {
  readonly kind: 'order'
  readonly time: number
  readonly execution: Exclude<Execution, 'TRADE' | 'CALCULATED'>
  readonly order: OrderRecord
  readonly open: OpenNotional
  /** Binance's `er`. */
  readonly expiryReason: number
}

/** Price times quantity of the account's own resting orders on either side of the symbol's book. */
export interface OpenNotional {
  readonly BUY: string
  readonly SELL: string
}

/** A change of the wallet or of positions: the symbol right after it, and which of its positions changed. */
export interface AccountChange {
  readonly time: number
  readonly reason: AccountReason
  readonly record: SymbolRecord
  readonly sides: readonly PositionSide[]
  /** The change of the wallet, apart from realised profit and commission. */
  readonly balanceChange: string
}

export type Happening =
  | OrderHappening
  | {
      readonly kind: 'fill'
      readonly time: number
      readonly execution: 'TRADE' | 'CALCULATED'
      readonly order: OrderRecord
      readonly open: OpenNotional
      readonly trade: TradeRecord
      readonly account: AccountChange
    }
  | { readonly kind: 'algo'; readonly time: number; readonly algo: AlgoOrderRecord }
  | ({ readonly kind: 'account' } & AccountChange)
  | { readonly kind: 'leverage'; readonly time: number; readonly record: SymbolRecord }
  | { readonly kind: 'multiAssets'; readonly time: number; readonly isOn: boolean }
