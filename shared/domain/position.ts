import type { Refusal } from './admission.ts'
import type { DecimalString } from './decimal.ts'
import type { Ladder } from './ladder.ts'
import type { TakeProfit } from './overrides.ts'
import type { SymbolRules } from './rules.ts'
import type { Sentiment } from './sentiment.ts'
import type { Side } from './side.ts'

/** The states of a position; `lifecycle.ts` holds the only ways from one to the next. */
export type PositionState = 'entering' | 'open' | 'closing' | 'closed' | 'abandoned'

/** The settings that a position was opened with. They stay with it, whatever is configured later. */
export interface PositionSettings {
  /** Shares of the margin: 0.02 is 2 %. */
  readonly stopLossPct: DecimalString
  readonly takeProfitPct: DecimalString
  readonly emergencyPct: DecimalString
  /** Share of the position that the first take-profit sells. */
  readonly partialTakeProfit: DecimalString
  readonly ladder: Ladder
  readonly takerFee: DecimalString
  /** The signal's price for the first stop; `stopLossPct` is measured from the entry to it. */
  readonly stopPrice?: DecimalString
  /** The signal's own take-profits, which replace the first one and the ladder's; nearest first. */
  readonly takeProfits?: readonly TakeProfit[]
  /** How far behind the mark the stop follows once the last take-profit is reached: a share of the margin. */
  readonly trailPct?: DecimalString
}

/** A take-profit: sells `quantity` when the mark reaches `triggerPrice`. Fires at most once. */
export interface Rung {
  readonly triggerPrice: DecimalString
  readonly quantity: DecimalString
  /** The ladder tier that offers it; 0 is offered on entry. */
  readonly tier: number
  readonly state: 'waiting' | 'placed' | 'done'
  /** The client id of its order; kept through retries. */
  readonly clientId?: string
  /** When that order was last sent; absent in rungs of earlier releases. */
  readonly offeredAt?: number
  /** When its order was first neither open nor found, with no sign that it sold. */
  readonly missingSince?: number
}

/** The protection as last intended. Its orders live on the exchange under these client ids. */
export interface Protection {
  /** Trigger of primary, backup and bridge. */
  readonly level: DecimalString
  /** STOP_MARKET closePosition. */
  readonly primary: string
  /** STOP limit, reduce-only, always the open quantity. */
  readonly backup: string
  readonly backupQuantity: DecimalString
  /** STOP_MARKET reduce-only that holds the level while the primary moves; absent when nothing moves. */
  readonly bridge?: string
  /** The primary that this one replaces: it stands until the bridge does. Records of earlier releases lack it. */
  readonly former?: string
}

export interface Entry {
  readonly clientId: string
  readonly quantity: DecimalString
  /** Limit of the LIMIT IOC order. */
  readonly limitPrice: DecimalString
  /** The touch when the entry was decided; the first stop is measured from it. */
  readonly touchPrice: DecimalString
  /** Our time, written before the request left; with `timing.fence` it is the fence. */
  readonly sentAt?: number
  /** The exchange's own order id: the trades are found by it when the client id is gone. */
  readonly orderId?: string
}

export type CloseReason =
  | 'signal'
  /** A signal for the other side, from a source whose opposite signals close. */
  | 'opposite'
  /** The same, from a source whose opposite signals are entered once the position is flat. */
  | 'flip'
  | 'emergency'
  | 'stop-crossed'
  | 'unprotectable'
  | 'stop-hit'
  | 'take-profit'
  | 'liquidated'
  | 'auto-deleveraged'
  | 'external'
  | 'operator'
  | 'end-of-data'

export interface Closing {
  readonly reason: CloseReason
  readonly at: number
  /** Client id of the closing order in flight, or of the last one sent. */
  readonly clientId?: string
}

/** What a result lacks while history does not show every payment. */
export interface Provisional {
  /**
   * `trades` that bring the quantity to zero; `income` that may still appear; `history` that did not appear within a
   * day, or is no longer kept. Only the operator resolves `history`.
   */
  readonly lacks: 'trades' | 'income' | 'history'
  /** The net result with the unsold rest valued at the closing price; absent without a price. */
  readonly estimate?: DecimalString
  /** Id of the last trade shown when the position was found flat: all trades up to it are its own. */
  readonly lastTrade?: string
}

/** A position's result. */
export interface Result {
  readonly reason: CloseReason
  readonly exitPrice: DecimalString
  readonly grossPnl: DecimalString
  readonly fees: DecimalString
  readonly funding: DecimalString
  readonly netPnl: DecimalString
  /** The part of the result that was filled or paid on the UTC day of the close. */
  readonly lastDayNetPnl: DecimalString
  /** Set while the figures cover only what history has shown so far: no day counts them. */
  readonly provisional?: Provisional
  /** Who set the result when history could not. */
  readonly toldBy?: 'operator'
}

/**
 * Why the last look did not believe the mark. `no-price`: zero, negative or not a number. `touch-denies`: bid and ask
 * are elsewhere. `loss-unread`, `profit-unread`: the mark is far from the level, and bid and ask could not be read.
 */
export type Doubt = 'no-price' | 'touch-denies' | 'loss-unread' | 'profit-unread'

/** One position from its reservation to its result; times in milliseconds, prices in quote asset. */
export interface Position {
  readonly v: 1
  readonly id: string
  /** The stack that manages it; part of every client id. */
  readonly deployment: string
  readonly state: PositionState
  readonly symbol: string
  readonly side: Side
  readonly source: string
  readonly signalId: string
  readonly signalAt: number
  readonly createdAt: number
  /** As requested; `leverage` is what the exchange's brackets and caps allowed. */
  readonly requestedLeverage: number
  readonly leverage: number
  /** Margin of the entry, in quote asset. */
  readonly margin: DecimalString
  readonly settings: PositionSettings
  /** The symbol's rules as this position last knew them. Unlike the settings, they follow the market. */
  readonly rules: SymbolRules
  /** Advances by one per intent, never per retry; client ids contain it. */
  readonly intents: number
  readonly entry: Entry
  readonly openedAt?: number
  /** When it was taken over from the client that had opened it. */
  readonly foundAt?: number
  readonly entryPrice?: DecimalString
  readonly entryQuantity?: DecimalString
  /** Base asset still open, as last seen. */
  readonly openQuantity?: DecimalString
  readonly entryFees?: DecimalString
  /** Received since the entry; negative when paid. */
  readonly funding: DecimalString
  readonly fundingReadAt?: number
  /** Its first level is recorded before the entry leaves. */
  readonly protection: Protection
  readonly tier: number
  readonly rungs: readonly Rung[]
  /** The last opposing signal that brought a warning. */
  readonly sentiment?: Sentiment
  /** Set only while the mark is doubted; `at` is when the doubt began. */
  readonly doubt?: { readonly why: Doubt; readonly at: number }
  /** Set when the exchange refuses reduce-only algo orders (-1106): no backup, no bridge, rungs by market. */
  readonly algoReduceOnlyRefused?: true
  readonly closing?: Closing
  readonly closedAt?: number
  readonly result?: Result
  /** Why it never became a position; records of earlier releases hold only text. */
  readonly abandoned?: Refusal
  readonly abandonedFor?: string
}

/** An open position: everything known once the entry has filled. */
export type OpenPosition = Position &
  Required<Pick<Position, 'entryPrice' | 'entryQuantity' | 'openQuantity' | 'entryFees'>>

export function isFilled(position: Position): position is OpenPosition {
  return position.entryPrice !== undefined && position.openQuantity !== undefined
}
