import type { DecimalString } from '#domain/decimal.ts'
import type { Touch } from '#domain/mark.ts'
import type { Blame, NewAlgoOrder, NewOrder } from '#domain/orders.ts'
import type { Rest } from '#domain/rest.ts'
import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import type { OrderSide, Side } from '#domain/side.ts'

/**
 * What the system asks of the exchange. Symbols are Binance's ids (`ETHUSDT`), prices and quantities are
 * decimal strings, times are milliseconds. Reads throw `ExchangeError`; commands answer an `Outcome`.
 */
export interface Exchange {
  /** GET time (weight 1). */
  serverTime(): Promise<number>
  /** GET exchangeInfo (weight 1, about 1 MB): never on the way of a signal. */
  allRules(): Promise<readonly SymbolRules[]>
  /** GET leverageBracket (weight 1), lowest notional first. */
  brackets(symbol: string): Promise<readonly LeverageBracket[]>
  /** bookTicker, v2/ticker/price and premiumIndex of one symbol, asked at once (weight 4). */
  quote(symbol: string): Promise<Quote>
  /** GET v3/account (weight 5), in the margin asset; undefined when the account holds none of it. */
  balance(asset: string): Promise<Balance | undefined>
  /** GET bookTicker (weight 2): both above 0, the bid below the ask. */
  touch(symbol: string): Promise<Touch>
  /**
   * GET v3/positionRisk (weight 5): every open position of the account. A tick's look may go out while the exchange
   * asks to wait; a look between two ticks may not, and uses up nothing of the next tick's allowance.
   */
  positions(look?: 'between-ticks'): Promise<AccountPositions>
  /** GET v3/positionRisk of one symbol (weight 5); undefined when flat. Throws if its row cannot be read. */
  position(symbol: string): Promise<ExchangePosition | undefined>
  /** GET openOrders (weight 1 with symbol, 40 without). */
  openOrders(symbol?: string): Promise<readonly Listed<RegularOrder>[]>
  /** GET openAlgoOrders (weight 1 with symbol, 40 without). */
  openAlgoOrders(symbol?: string): Promise<readonly Listed<AlgoOrder>[]>
  /** GET order by client id (weight 1); undefined when Binance says -2013, which does not prove absence. */
  order(symbol: string, clientId: string): Promise<RegularOrder | undefined>
  /** GET order by Binance's own id (weight 1): the answer's client id tells the order's owner. */
  orderById(symbol: string, orderId: string): Promise<RegularOrder | undefined>
  /** GET algoOrder by client id (weight 1); undefined when not found, which does not prove absence. */
  algoOrder(symbol: string, clientId: string): Promise<AlgoOrder | undefined>
  /** GET userTrades (weight 5 a week and page), oldest first, paged until complete; kept for three months. */
  trades(symbol: string, since: number): Promise<readonly Trade[]>
  /** GET income of a symbol (weight 30 a week and page), of every kind, oldest first; kept for three months. */
  income(symbol: string, since: number): Promise<readonly Income[]>
  /** The same for the whole account, listed symbols and others. */
  accountIncome(since: number): Promise<readonly AccountIncome[]>
  /** GET accountConfig (weight 5). */
  accountModes(): Promise<AccountModes>
  /** GET sapi apiRestrictions (weight 1 of the spot API's limits): on the live venue only. */
  keyRights(): Promise<KeyRights>
  /** GET symbolConfig (weight 5). */
  symbolConfig(symbol: string): Promise<{ readonly leverage: number; readonly marginMode: MarginMode }>

  /** POST leverage (weight 1). */
  setLeverage(symbol: string, leverage: number): Promise<Outcome<{ readonly leverage: number }>>
  /** POST marginType (weight 1); already set (-4046) counts as accepted. */
  setMarginMode(symbol: string, mode: MarginMode): Promise<Outcome<void>>
  /** POST order (order count 1). */
  place(order: NewOrder): Promise<Outcome<RegularOrder>>
  /**
   * POST algoOrder (order count 1). A client id that is already open (-4116) counts as accepted, without the
   * exchange's own id.
   */
  placeAlgo(order: NewAlgoOrder): Promise<Outcome<{ readonly algoId?: string }>>
  /** DELETE order by client id (weight 1). */
  cancel(symbol: string, clientId: string): Promise<Outcome<void>>
  /** DELETE algoOrder by client id (weight 1). */
  cancelAlgo(symbol: string, clientId: string): Promise<Outcome<void>>
  /** DELETE allOpenOrders (weight 1): the whole regular book of the symbol. */
  cancelAll(symbol: string): Promise<Outcome<void>>
  /** DELETE algoOpenOrders (weight 1): the whole algo book of the symbol. */
  cancelAllAlgo(symbol: string): Promise<Outcome<void>>

  /** Request weight and orders that this process has spent since it was last asked. */
  drainUsage(): Usage
  /** What the exchange asks of this process now, or asked at `time`; undefined: nothing. */
  rest(time?: number): Rest | undefined
  /** The exchange asked another process with the same address to wait. */
  heed(rest: Rest): void
}

export type MarginMode = 'isolated' | 'cross'

/**
 * The outcome of a command. `refused`: the answer says that it did not happen; unless it blames the order, such an
 * answer has been wrong about an order that filled, so an entry is still looked for. `unresolved`: nothing proves
 * either (timeout, dropped socket, 5xx, -1006, -1007, a success without the exchange's own word for it): it must be
 * looked for, never sent again blindly.
 */
export type Outcome<T> =
  | { readonly outcome: 'accepted'; readonly value: T }
  /** The exchange's code, or the HTTP status where the answer had none (403, 451), and whom it blames. */
  | {
      readonly outcome: 'refused'
      readonly code: number
      readonly blame: Blame
      readonly message: string
      /** The exchange asks to wait, or asked before and nothing was sent. */
      readonly rest?: Rest
    }
  | { readonly outcome: 'unresolved'; readonly message: string }

export type Refused = Extract<Outcome<unknown>, { readonly outcome: 'refused' }>

export interface Usage {
  readonly weight: number
  readonly orders: number
  /** The exchange's own count for this address and minute: the highest that any answer has carried since. */
  readonly usedWeightPerMinute?: number
}

export interface Quote {
  readonly at: number
  readonly bid: DecimalString
  readonly ask: DecimalString
  readonly last: DecimalString
  readonly mark: DecimalString
}

export interface Balance {
  readonly wallet: DecimalString
  /** Available for opening positions. */
  readonly available: DecimalString
}

/** The account's positions, as far as their rows could be read. */
export interface AccountPositions {
  readonly open: readonly ExchangePosition[]
  /** Symbols whose row does not tell what is open: it may be something or nothing. */
  readonly unread: readonly string[]
  /** Whether every row named its symbol: an incomplete list proves nothing flat. */
  readonly complete: boolean
}

/** Undefined where the exchange showed nothing, or an impossible value. */
export interface ExchangePosition {
  readonly symbol: string
  readonly side: Side
  /** Base asset, above 0. */
  readonly quantity: DecimalString
  /** Above 0. */
  readonly entryPrice: DecimalString | undefined
  /** Above 0. */
  readonly markPrice: DecimalString | undefined
  readonly unrealizedPnl: DecimalString | undefined
  readonly liquidationPrice: DecimalString | undefined
  readonly updatedAt: number | undefined
}

/**
 * An order in a list of all open orders, whichever client placed it: its owner is known, and whatever else could be
 * read. An order of another kind or client may have any form.
 */
export type Listed<T extends RegularOrder | AlgoOrder> = Pick<T, 'symbol' | 'clientId'> & {
  readonly [K in keyof T]?: T[K] | undefined
}

export interface RegularOrder {
  readonly symbol: string
  readonly orderId: string
  readonly clientId: string
  readonly type: string
  readonly side: OrderSide
  readonly status: string
  readonly price: DecimalString
  readonly quantity: DecimalString
  readonly filled: DecimalString
  readonly reduceOnly: boolean
  readonly updatedAt: number
}

export interface AlgoOrder {
  readonly symbol: string
  readonly algoId: string
  readonly clientId: string
  /** `STOP_MARKET`, `STOP`, `TAKE_PROFIT_MARKET`, …: other clients' may be of any kind. */
  readonly type: string
  readonly side: OrderSide
  /** NEW, TRIGGERING, TRIGGERED, FINISHED, CANCELED, EXPIRED, REJECTED. */
  readonly status: string
  readonly triggerPrice: DecimalString
  /** Limit price; "0" for the market types. */
  readonly price: DecimalString
  /** "0" with closePosition. */
  readonly quantity: DecimalString
  readonly closePosition: boolean
  readonly reduceOnly: boolean
  readonly createdAt: number
  readonly updatedAt: number
  /** The regular order that the trigger made, once there is one. */
  readonly actualOrderId?: string
  readonly actualQuantity?: DecimalString
}

export interface Trade {
  readonly id: string
  readonly orderId: string
  readonly side: OrderSide
  readonly price: DecimalString
  readonly quantity: DecimalString
  readonly fee: DecimalString
  readonly feeAsset: string
  readonly realizedPnl: DecimalString
  readonly at: number
}

/** Money received, negative if paid. Rows that belong to a trade are told by the trade too. */
export interface Income {
  /** `settlement`: the exchange ended a contract; `other`: nothing that is charged to a position. */
  readonly kind: 'funding' | 'liquidation' | 'realized' | 'fee' | 'settlement' | 'other'
  readonly amount: DecimalString
  readonly asset: string
  readonly at: number
}

export interface AccountIncome extends Income {
  readonly symbol: string
}

export interface AccountModes {
  readonly hedgeMode: boolean
  readonly multiAssetsMode: boolean
  readonly canTrade: boolean
}

export interface KeyRights {
  readonly futures: boolean
  readonly withdrawals: boolean
  readonly transfers: boolean
  readonly ipRestricted: boolean
}
