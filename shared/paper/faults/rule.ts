import type { DecimalString } from '#domain/decimal.ts'
import type { NamedAnswer } from './answers.ts'
import type { RulesChange } from './changed-rules.ts'

/** What goes wrong, with which requests and how often. Plain data: it can be written down, sent and read back. */
export interface FaultRule {
  /** Every given condition must match; without conditions, every request matches. */
  readonly match?: RequestMatch
  /** How many matching requests pass unharmed first; default none. */
  readonly skip?: number
  /** How many matching requests are harmed after those; default all. */
  readonly times?: number
  readonly fault: Fault
}

export interface RequestMatch {
  readonly method?: string
  /** `/fapi/v1/order`. */
  readonly path?: string
  readonly symbol?: string
  /** The value of the header `x-paper-address`. */
  readonly address?: string
  /** The parameter `type`: `STOP_MARKET`. */
  readonly orderType?: string
  /** For streams: `btcusdt@depth`, or `user` for an account's events. */
  readonly stream?: string
  /** For streams: `ORDER_TRADE_UPDATE`, `kline`. */
  readonly event?: string
  /** Further parameters by their exact text: `{ reduceOnly: 'true' }`. */
  readonly params?: Readonly<Record<string, string>>
}

/** The status that exchangeInfo shows for a symbol that accepts no orders; default TRADING_HALT. */
export type HaltStatus = 'TRADING_HALT' | 'TRADING_CANCEL_ONLY' | 'SETTLING'

export type Fault =
  /**
   * The request is delayed: `before` it reaches the venue, between the venue's checks and the matching engine
   * (`engine`), or on the way back (`after`).
   */
  | { readonly kind: 'delay'; readonly when: 'before' | 'engine' | 'after'; readonly ms: number }
  /** The connection is lost: before the request arrives, before the answer does, or halfway through the answer. */
  | { readonly kind: 'drop'; readonly when: 'before' | 'after' | 'mid-body' }
  /** One of the exchange's own error answers; each defines whether the request took effect. */
  | { readonly kind: 'answer'; readonly as: NamedAnswer }
  /** Any other answer; `accepted`: the request takes effect first. */
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly code: number
      readonly msg: string
      readonly accepted: boolean
    }
  /** An answer that is not the exchange's: a proxy's error page, `{}`, `null` or an empty body. */
  | { readonly kind: 'answer'; readonly status: number; readonly text: string; readonly accepted: boolean }
  /** The server's clock is ahead by this much, or behind if negative. */
  | { readonly kind: 'skew'; readonly ms: number }
  /**
   * Just before the request, another client of the same address has spent this much request weight in this minute.
   * After the limit was reached, that client was refused this many times (429): too many refusals are a ban.
   */
  | { readonly kind: 'spent'; readonly weight: number; readonly refused: number }
  | OrderFaultRule
  | RowFault
  /**
   * A symbol's market stands still: no prices, no triggers, no fills, and new orders are rejected. Times are the
   * venue's. Only the symbol of the match counts; `skip` and `times` do not.
   */
  | { readonly kind: 'halt'; readonly from: number; readonly to?: number; readonly status?: HaltStatus }
  /**
   * A symbol's rules change: exchangeInfo shows the new ones and new orders must meet them; orders already placed
   * stay. Only the symbol of the match counts, as with a halt.
   */
  | ({ readonly kind: 'rules'; readonly from: number; readonly to?: number } & RulesChange)
  /**
   * A symbol is not listed. When that begins, its orders expire and its position is settled at the mark; every
   * request that names it is refused (-1121). Only the symbol of the match counts.
   */
  | { readonly kind: 'delist'; readonly from: number; readonly to?: number }
  /** Rows of the answer that are younger than this are not shown yet. */
  | { readonly kind: 'late'; readonly ms: number }
  /** Rows of the answer from before this time are no longer kept. */
  | { readonly kind: 'forgotten'; readonly before: number }
  /**
   * Funding is paid this long after it falls due, by every position that is open then. Only the symbol of the match
   * counts; `skip` and `times` do not.
   */
  | { readonly kind: 'funding'; readonly lateMs: number }
  | StreamFault

/**
 * Faults of streams, counted per message and listener. Only `stream` and `event` of the match count, and no request
 * is harmed. Later messages overtake a delayed one.
 */
export type StreamFault =
  /** A new connection is refused; its address is matched as `path`. */
  | { readonly kind: 'stream'; readonly what: 'refused' }
  /** The connection is lost with the message; or only the message is lost, and the connection stays open but silent. */
  | { readonly kind: 'stream'; readonly what: 'cut' | 'lost' }
  /** The message arrives this much later; or it arrives a second time, this much later. */
  | { readonly kind: 'stream'; readonly what: 'late' | 'twice'; readonly ms: number }
  /** The account's listen key ends before its time. */
  | { readonly kind: 'stream'; readonly what: 'key-ended' }

/**
 * Rows of the answer, or the answer itself if it is not a list, are altered. With `from` and `to`, only between these
 * venue times.
 */
export interface RowFault {
  readonly kind: 'row'
  /** Selects rows by the text of their fields: `{ symbol: 'ETHUSDT' }`; all rows if not given. */
  readonly of?: Readonly<Record<string, string>>
  /** Fields and the values shown for them. */
  readonly show?: Readonly<Record<string, string | null>>
  /** Fields whose numbers are multiplied by this factor. */
  readonly times?: Readonly<Record<string, DecimalString>>
  /** Fields that are left out. */
  readonly lack?: readonly string[]
  readonly from?: number
  readonly to?: number
}

/** What happens to an order placed by a matching request. */
export type OrderFaultRule =
  /** No read and no cancellation finds it for this long. */
  | { readonly kind: 'hide'; readonly ms: number }
  /**
   * At most this share of its quantity is ever filled. What cannot rest then ends as `as`, EXPIRED by default.
   * EXPIRED_IN_MATCH: it would have met another order of the same account.
   */
  | { readonly kind: 'fill'; readonly share: DecimalString; readonly as?: 'EXPIRED_IN_MATCH' }
  /** When its trigger is crossed, a stop is rejected, or nothing happens. */
  | { readonly kind: 'trigger'; readonly outcome: 'rejected' | 'ignored' }
  /** The venue ends it this long after acceptance, without a request; `gone` leaves no trace of it. */
  | { readonly kind: 'vanish'; readonly afterMs: number; readonly as: 'CANCELED' | 'EXPIRED' | 'gone' }
