import type { DecimalString } from '#domain/decimal.ts'
import type { NamedAnswer } from './answers.ts'
import type { RulesChange } from './changed-rules.ts'

/** What goes wrong, with which requests and how often. Plain data: it can be written down, sent and read back. */
export interface FaultRule {
  /** All that is given must fit; nothing given fits every request. */
  readonly match?: RequestMatch
  /** Fitting requests that pass unharmed first; default none. */
  readonly skip?: number
  /** Fitting requests that are harmed after those; default all. */
  readonly times?: number
  readonly fault: Fault
}

export interface RequestMatch {
  readonly method?: string
  /** `/fapi/v1/order`. */
  readonly path?: string
  readonly symbol?: string
  /** As the header `x-paper-address` names it. */
  readonly address?: string
  /** The parameter `type`: `STOP_MARKET`. */
  readonly orderType?: string
  /** Of streams: `btcusdt@depth`, or `user` for what is told of an account. */
  readonly stream?: string
  /** Of streams: `ORDER_TRADE_UPDATE`, `kline`. */
  readonly event?: string
  /** Further parameters by their exact text: `{ reduceOnly: 'true' }`. */
  readonly params?: Readonly<Record<string, string>>
}

/** How exchangeInfo shows a symbol that takes no orders; TRADING_HALT where nothing else is said. */
export type HaltStatus = 'TRADING_HALT' | 'TRADING_CANCEL_ONLY' | 'SETTLING'

export type Fault =
  /**
   * The request is late: `before` it reaches the venue, between the venue's checks and the matching engine
   * (`engine`), or its answer is late (`after`).
   */
  | { readonly kind: 'delay'; readonly when: 'before' | 'engine' | 'after'; readonly ms: number }
  /** The connection is lost: the request never arrives, its answer never does, or only half of the answer. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' | 'mid-body' }
  /** One of the exchange's own bad answers; each knows whether the request took effect. */
  | { readonly kind: 'answer'; readonly as: NamedAnswer }
  /** Any other answer; `accepted`: the request takes effect first. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly code: number
      readonly msg: string
      readonly accepted: boolean
    }
  /** An answer that is not the exchange's: a page of something before it, `{}`, `null`, nothing at all. */
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly accepted: boolean }
  /** The server's clock is ahead by so much, or behind if negative. */
  | { readonly kind: 'skew'; readonly ms: number }
  /**
   * Right before the request, another client of the same address has spent so much request weight in this minute,
   * and was refused so many times (429) after it was used up: too many of those are a ban.
   */
  | { readonly kind: 'spent'; readonly weight: number; readonly refused: number }
  | OrderFaultRule
  | RowFault
  /**
   * A symbol's market stands still: no prices, no triggers, no fills, and new orders are refused. Times are the
   * venue's. Of the match only the symbol counts, and neither `skip` nor `times` does.
   */
  | { readonly kind: 'halt'; readonly from: number; readonly to?: number; readonly status?: HaltStatus }
  /**
   * A symbol has other rules: exchangeInfo shows them and new orders are held to them; those that stand, stay. Of
   * the match only the symbol counts, as with a halt.
   */
  | ({ readonly kind: 'rules'; readonly from: number; readonly to?: number } & RulesChange)
  /**
   * A symbol is not listed: its orders expire, its position is settled at the mark when that begins, and every
   * request that names it is refused (-1121). Of the match only the symbol counts.
   */
  | { readonly kind: 'delist'; readonly from: number; readonly to?: number }
  /** Of the rows that it asks for, those that are younger are not shown yet. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Of the rows that it asks for, those from before this time are kept no longer. */
  | { readonly kind: 'forgotten'; readonly before: number }
  /**
   * Funding is taken so long after it falls due, from every position that is open then. Of the match only the symbol
   * counts, and neither `skip` nor `times` does.
   */
  | { readonly kind: 'funding'; readonly lateMs: number }
  | StreamFault

/**
 * What streams meet, message by message and listener by listener: of the match only `stream` and `event` count, and no
 * request is harmed. A message that is late is overtaken by those behind it.
 */
export type StreamFault =
  /** A new connection is refused; its address is matched as `path`. */
  | { readonly kind: 'stream'; readonly what: 'refused' }
  /** The connection is lost with the message; or the message alone, and the connection stands, deaf. */
  | { readonly kind: 'stream'; readonly what: 'cut' | 'lost' }
  /** The message arrives so much later; or again, so much later. */
  | { readonly kind: 'stream'; readonly what: 'late' | 'twice'; readonly ms: number }
  /** The account's listen key ends before its time. */
  | { readonly kind: 'stream'; readonly what: 'key-ended' }

/**
 * Rows of the answer, or the answer itself where it is not a list, are shown otherwise than they are. Only within the
 * venue's times `from` and `to`, where they are given.
 */
export interface RowFault {
  readonly kind: 'row'
  /** The rows that are meant, by the text of their fields: `{ symbol: 'ETHUSDT' }`; all, if not given. */
  readonly of?: Readonly<Record<string, string>>
  /** Fields as they are shown. */
  readonly show?: Readonly<Record<string, string | null>>
  /** Numbers that are shown so many times too large. */
  readonly times?: Readonly<Record<string, DecimalString>>
  /** Fields that are not shown. */
  readonly lack?: readonly string[]
  readonly from?: number
  readonly to?: number
}

/** What becomes of an order that a fitting request places. */
export type OrderFaultRule =
  /** For so long no read and no cancel finds it. */
  | { readonly kind: 'hide'; readonly ms: number }
  /**
   * At most this share of its quantity is ever filled; what cannot rest then ends as `as`, EXPIRED by default.
   * EXPIRED_IN_MATCH: it would have met another order of the same account.
   */
  | { readonly kind: 'fill'; readonly share: DecimalString; readonly as?: 'EXPIRED_IN_MATCH' }
  /** When its trigger is crossed, a stop is rejected, or nothing happens. */
  | { readonly kind: 'trigger'; readonly outcome: 'rejected' | 'ignored' }
  /** So long after its acceptance the venue ends it unasked; `gone` leaves no trace of it. */
  | { readonly kind: 'vanish'; readonly afterMs: number; readonly as: 'CANCELED' | 'EXPIRED' | 'gone' }
