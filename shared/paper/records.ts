import type { DecimalString } from '#domain/decimal.ts'
import type { OrderSide } from '#domain/side.ts'

/** In hedge mode LONG and SHORT are separate positions; one-way mode has only BOTH. */
export type PositionSide = 'BOTH' | HedgeSide
export type HedgeSide = 'LONG' | 'SHORT'

/** State of the whole paper account. Plain JSON; money in USDT as decimal strings, times in ms. */
export interface AccountRecord {
  readonly v: 1
  readonly startingBalance: DecimalString
  readonly dualSidePosition: boolean
  readonly multiAssetsMargin: boolean
  /** Whether fees are paid in BNB if there is any; there never is. Absent: never set. */
  readonly feeBurn?: boolean
  readonly updateTime: number
}

/** One symbol of the paper account: everything that a request about it may change. Plain JSON, below 100 KB. */
export interface SymbolRecord {
  readonly v: 1
  readonly symbol: string
  /** The market was applied up to and including this time. */
  readonly cursor: number
  /** Differs per symbol, so that ids are unique in the account without a shared counter. */
  readonly idBase: number
  readonly counters: Counters
  readonly leverage: number
  readonly marginType: 'isolated' | 'cross'
  /** The one-way position. */
  readonly position: PositionRecord
  /** The positions of hedge mode; absent until it is used. The quantity of SHORT is negative. */
  readonly hedge?: Readonly<Record<HedgeSide, PositionRecord>>
  readonly totals: Totals
  /** Resting regular orders (NEW, PARTIALLY_FILLED), oldest first. */
  readonly orders: readonly OrderRecord[]
  /** Algo orders in NEW, TRIGGERING or TRIGGERED, oldest first. */
  readonly algoOrders: readonly AlgoOrderRecord[]
  /** When the resting orders are cancelled unless the countdown is set again; absent without a countdown. */
  readonly countdown?: { readonly cancelAt: number }
  /** Base asset taken out of the book at the step of `time`: liquidity is not used twice. */
  readonly taken: { readonly time: number; readonly BUY: DecimalString; readonly SELL: DecimalString }
  /** Closed orders, trades and income that are not archived yet, oldest first. */
  readonly recent: readonly LedgerEntry[]
}

export interface Counters {
  readonly order: number
  readonly algoOrder: number
  readonly trade: number
  readonly income: number
}

export interface PositionRecord {
  /** Base asset; negative when short, "0" when flat. */
  readonly quantity: DecimalString
  readonly entryPrice: DecimalString
  /** Margin set aside in isolated mode; "0" in cross mode. */
  readonly isolatedWallet: DecimalString
  /** Realised PnL, fees and funding since the position left zero: the amount that break-even must earn back. */
  readonly carried: DecimalString
  readonly openedAt: number
  readonly updateTime: number
}

/** Running sums since the account began: wallet = starting balance + all four sums of all symbols. */
interface Totals {
  readonly realizedPnl: DecimalString
  /** Negative when paid. */
  readonly commission: DecimalString
  /** Negative when paid. */
  readonly funding: DecimalString
  /** Liquidation clearance fees; negative when paid. */
  readonly insuranceClear: DecimalString
}

type OrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'EXPIRED_IN_MATCH'
export type TimeInForce = 'GTC' | 'IOC' | 'FOK' | 'GTX' | 'GTD'

/** Where in the book an order takes its limit price from: the best, 5th, … level of the other side or its own. */
export type PriceMatch = `${'OPPONENT' | 'QUEUE'}${'' | '_5' | '_10' | '_20'}`

export interface OrderRecord {
  readonly orderId: number
  readonly clientOrderId: string
  readonly symbol: string
  readonly side: OrderSide
  /** Hedge mode only. */
  readonly positionSide?: HedgeSide
  readonly type: 'LIMIT' | 'MARKET'
  readonly timeInForce: TimeInForce
  /** "0" for a market order. */
  readonly price: DecimalString
  readonly origQty: DecimalString
  readonly executedQty: DecimalString
  readonly cumQuote: DecimalString
  readonly reduceOnly: boolean
  readonly closePosition: boolean
  readonly status: OrderStatus
  readonly time: number
  readonly updateTime: number
  /** With GTD: when it is cancelled; ms. */
  readonly goodTillDate?: number
  /** Where its price was taken from. */
  readonly priceMatch?: PriceMatch
  /** The algo order that launched this order when it triggered. */
  readonly algoId?: number
  readonly fault?: OrderFault
}

/** What a fault does to an order. Decided when the order is accepted, so that every process computes the same. */
export interface OrderFault {
  /** No read and no cancellation finds it at these times: `from <= time < to`. */
  readonly hidden?: { readonly from: number; readonly to: number }
  /** At most this share of its quantity is filled. */
  readonly fillShare?: DecimalString
  /** How it ends if it neither rests nor is filled; EXPIRED by default. */
  readonly expiresAs?: 'EXPIRED_IN_MATCH'
  readonly atTrigger?: 'rejected' | 'ignored'
  /** When the venue ends it without a request. */
  readonly endsAt?: number
  readonly endsAs?: 'CANCELED' | 'EXPIRED'
}

export type AlgoOrderType =
  | 'STOP'
  | 'STOP_MARKET'
  | 'TAKE_PROFIT'
  | 'TAKE_PROFIT_MARKET'
  | 'TRAILING_STOP_MARKET'
export type AlgoStatus = 'NEW' | 'TRIGGERING' | 'TRIGGERED' | 'FINISHED' | 'CANCELED' | 'EXPIRED' | 'REJECTED'

export interface AlgoOrderRecord {
  readonly algoId: number
  readonly clientAlgoId: string
  readonly symbol: string
  readonly side: OrderSide
  /** Hedge mode only. */
  readonly positionSide?: HedgeSide
  readonly orderType: AlgoOrderType
  readonly timeInForce: TimeInForce | 'GTE_GTC'
  /** With GTD: when the algo order, or the order it launched, is cancelled; ms. */
  readonly goodTillDate?: number
  /** Limit kinds: where the price is taken from when the order triggers. */
  readonly priceMatch?: PriceMatch
  /** "0" with closePosition. */
  readonly quantity: DecimalString
  readonly triggerPrice: DecimalString
  /** The limit price; "0" for the market kinds. */
  readonly price: DecimalString
  readonly workingType: 'MARK_PRICE' | 'CONTRACT_PRICE'
  readonly priceProtect: boolean
  readonly reduceOnly: boolean
  readonly closePosition: boolean
  readonly algoStatus: AlgoStatus
  readonly createTime: number
  readonly updateTime: number
  /** When the trigger was seen; 0 before. */
  readonly triggerTime: number
  /** When the order ended or was executed; 0 before. */
  readonly endTime: number
  /** When its trigger was crossed but a fault ignored that: it protects nothing from then on. */
  readonly ignoredTime?: number
  readonly actualOrderId?: number
  readonly actualPrice: DecimalString
  readonly actualQty: DecimalString
  /** Why it was rejected or expired, as Binance's code and message. */
  readonly failReason?: string
  readonly trailing?: Trailing
  readonly fault?: OrderFault
}

interface Trailing {
  /** Percent of the best price. */
  readonly callbackRate: DecimalString
  readonly activatePrice: DecimalString
  /** The best price since activation; empty before it. */
  readonly best: DecimalString
}

export interface TradeRecord {
  readonly id: number
  readonly orderId: number
  readonly symbol: string
  readonly side: OrderSide
  /** Hedge mode only. */
  readonly positionSide?: HedgeSide
  readonly price: DecimalString
  readonly qty: DecimalString
  readonly quoteQty: DecimalString
  readonly realizedPnl: DecimalString
  /** Positive when paid. */
  readonly commission: DecimalString
  readonly maker: boolean
  readonly time: number
  /** The signed position after this trade; in hedge mode, of its side. */
  readonly positionAfter: DecimalString
}

/** Income that belongs to no trade; realised PnL and commission are read from the trades. */
export interface IncomeRecord {
  readonly tranId: number
  readonly symbol: string
  /** Hedge mode only. */
  readonly positionSide?: HedgeSide
  readonly incomeType: 'FUNDING_FEE' | 'INSURANCE_CLEAR'
  readonly income: DecimalString
  readonly time: number
}

/** Money moved between the free balance and an isolated position's margin. */
export interface MarginChangeRecord {
  readonly id: number
  readonly symbol: string
  /** Hedge mode only. */
  readonly positionSide?: HedgeSide
  /** 1: added to the position, 2: removed from it. */
  readonly type: 1 | 2
  readonly amount: DecimalString
  readonly time: number
}

interface Bodies {
  order: OrderRecord
  algoOrder: AlgoOrderRecord
  trade: TradeRecord
  income: IncomeRecord
  marginChange: MarginChangeRecord
}
export type LedgerKind = keyof Bodies

/** A closed order, a trade or an income of one symbol, append-only, as plain JSON. */
export interface LedgerEntryOf<K extends LedgerKind> {
  readonly kind: K
  /** Unique within symbol and kind. */
  readonly id: number
  /** When the order was placed, or the trade or payment happened; ms. */
  readonly time: number
  readonly body: Bodies[K]
}
export type LedgerEntry = { [K in LedgerKind]: LedgerEntryOf<K> }[LedgerKind]

export const entriesOf = <K extends LedgerKind>(entries: readonly LedgerEntry[], kind: K) =>
  entries.filter((entry): entry is Extract<LedgerEntry, LedgerEntryOf<K>> => entry.kind === kind)
