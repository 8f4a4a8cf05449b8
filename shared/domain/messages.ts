import * as z from 'zod'
import type { CloseReason } from './position.ts'
import type { Rest } from './rest.ts'
import type { Sentiment } from './sentiment.ts'
import type { Signal } from './signal.ts'

/**
 * What functions say to each other through queues and the state machine. Releases overlap on the way: one may add
 * fields, which the one before ignores, and must do without those that only it writes. Whatever cannot be read
 * so gets another `v`, and the release before that writes it has to read both.
 */

/**
 * signal-gate, close-cleanup → executor: an accepted signal. Of version 2 are those that ask something of their position
 * which a release overlooks that reads version 1 alone: it would enter them larger, or with another stop.
 */
export interface TradeMessage {
  readonly v: 1 | 2
  readonly signal: Signal
}

export const tradeOf = (signal: Signal): TradeMessage => ({ v: asksMore(signal) ? 2 : 1, signal })

const asksMore = ({ stopPrice, takeProfits, trailPct, size, ladder }: Signal): boolean =>
  [stopPrice, takeProfits, trailPct, size, ladder].some(wish => wish !== undefined)

/** executor, inspect or an operator → close-cleanup. */
export interface CloseMessage {
  readonly v: 1
  readonly positionId: string
  readonly reason: CloseReason
}

/** survey → inspect: what one read of the account showed of a position; at most 300 bytes. */
export interface PositionRow {
  readonly v: 1
  readonly id: string
  readonly symbol: string
  /** Open on the exchange on the position's own side; "0" when flat; absent where its row could not be read. */
  readonly quantity?: string
  /** Absent where the exchange showed none that can be one. */
  readonly mark?: string
  readonly sentiment?: Sentiment
  /** Of a look between two ticks: where quantity and mark are absent, the look itself reads them. */
  readonly woken?: Woken
}

export interface Woken {
  /** Not before then, ms: the position was looked at so shortly before. */
  readonly at?: number
  /** It was looked at for the same wake before, when another writer had it. */
  readonly last?: true
}

/** What is kept up beside the looks: the symbols' rules, and whether the account's modes are right again. */
export type Upkeep = 'rules' | 'modes'

/** survey → inspect: work that is due and belongs to no open position. */
export interface UpkeepRow {
  readonly v: 1
  readonly upkeep: readonly Upkeep[]
}

export const isUpkeep = (row: PositionRow | UpkeepRow): row is UpkeepRow => 'upkeep' in row

/** survey → state machine. */
export interface SurveyAnswer {
  readonly v: 1
  /** The tick that was claimed; absent when another run holds it. */
  readonly tick?: string
  /** When to survey again, on the grid of ticks, in whole seconds. */
  readonly next: string
  /** Whether this run goes on. */
  readonly again: boolean
  /** The exchange asked to wait: only what cannot was looked at, or with no rows nothing. */
  readonly rest?: Rest['kind']
  /** A row for inspect each: of the positions, and what is due beside them. */
  readonly positions: readonly (PositionRow | UpkeepRow)[]
}

/** What a look at a position that needs nothing weighs at the exchange. */
export const lookWeight = 1

/** inspect → state machine: `close` present sends the position on to close-cleanup. */
export interface InspectAnswer {
  readonly v: 1
  readonly id: string
  readonly weight: number
  readonly close?: CloseMessage
}

const tradeMessage = z.object({
  v: z.union([z.literal(1), z.literal(2)]),
  signal: z.object({ id: z.string(), symbol: z.string() }).loose(),
})
const closeMessage = z.object({ v: z.literal(1), positionId: z.string(), reason: z.string() })

/** The longest group of messages that SQS takes. */
const longestGroup = 128

/**
 * The group of a FIFO queue in which a symbol's messages keep their order: the symbol itself, with its code units
 * beyond ASCII (and %) in hexadecimal, because SQS takes ASCII letters, digits and punctuation only.
 */
export const groupOf = (symbol: string): string =>
  symbol
    .replace(/[^\x21-\x24\x26-\x7e]/g, unit => `%${unit.charCodeAt(0).toString(16)}`)
    .slice(0, longestGroup)

/** Reads a message of our own; throws when it is not one, so that the queue keeps it for the operator. */
export const parseTradeMessage = (body: string): TradeMessage =>
  parsed('a trade', tradeMessage, body) as TradeMessage
export const parseCloseMessage = (body: unknown): CloseMessage =>
  parsed('a close', closeMessage, body) as CloseMessage

function parsed(what: string, schema: z.ZodType, body: unknown): unknown {
  const read = schema.safeParse(typeof body === 'string' ? JSON.parse(body) : body)
  if (read.success) return read.data
  throw new Error(
    `Expected ${what} message, got ${JSON.stringify(body).slice(0, 200)}: ${z.prettifyError(read.error)}`,
  )
}

/** Bytes of a signal: it is a few hundred; what is larger is something else. */
export const largestSignal = 16_384

/**
 * Bytes that a queue of ours takes: far more than any message of ours, so that what is too large still gets a verdict;
 * with its reason it fits the queue of the invalid (1 MiB).
 */
export const largestMessage = 512 * 1024
