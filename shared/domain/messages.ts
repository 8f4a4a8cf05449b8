import * as z from 'zod'
import type { CloseReason } from './position.ts'
import type { Rest } from './rest.ts'
import type { Sentiment } from './sentiment.ts'
import type { Signal } from './signal.ts'

/**
 * Messages between functions, through queues and the state machine. Releases overlap on the way: a release may add
 * fields, which the one before ignores, and must do without fields that only it writes. An incompatible message gets
 * another `v`, and the release before the one that writes it must read both.
 */

/**
 * signal-gate, close-cleanup → executor: an accepted signal. Version 2 marks signals with wishes that a release reading
 * only version 1 would overlook: it would enter them larger, or with another stop.
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
  /** The open quantity on the position's own side; "0" when flat; absent if its row could not be read. */
  readonly quantity?: string
  /** Absent if the exchange showed no possible price. */
  readonly mark?: string
  readonly sentiment?: Sentiment
  /** Set for a look between two ticks: if quantity and mark are absent, the look reads them itself. */
  readonly woken?: Woken
}

export interface Woken {
  /** Not before this time, ms: the position was looked at shortly before. */
  readonly at?: number
  /** Set at the second look for the same wake: at the first, another writer had the position. */
  readonly last?: true
}

/** Upkeep beside the looks: the symbols' rules, and whether the account's modes are right again. */
export type Upkeep = 'rules' | 'modes'

/** survey → inspect: work that is due but belongs to no open position. */
export interface UpkeepRow {
  readonly v: 1
  readonly upkeep: readonly Upkeep[]
}

export const isUpkeep = (row: PositionRow | UpkeepRow): row is UpkeepRow => 'upkeep' in row

/** survey → state machine. */
export interface SurveyAnswer {
  readonly v: 1
  /** The tick that this run claimed; absent if another run holds it. */
  readonly tick?: string
  /** When to survey again, on the grid of ticks, in whole seconds. */
  readonly next: string
  /** Whether this run goes on. */
  readonly again: boolean
  /** The exchange asked to wait: only what cannot wait was looked at, or nothing if there are no rows. */
  readonly rest?: Rest['kind']
  /** A row for inspect each: the positions, and other due work. */
  readonly positions: readonly (PositionRow | UpkeepRow)[]
}

/** The request weight of a look that finds nothing to do. */
export const lookWeight = 1

/** inspect → state machine: if `close` is present, the position goes on to close-cleanup. */
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

/** The longest message group id that SQS accepts. */
const longestGroup = 128

/**
 * The FIFO group in which a symbol's messages keep their order: the symbol itself, with % and its code units beyond
 * ASCII in hexadecimal, because SQS accepts ASCII letters, digits and punctuation only.
 */
export const groupOf = (symbol: string): string =>
  symbol
    .replace(/[^\x21-\x24\x26-\x7e]/g, unit => `%${unit.charCodeAt(0).toString(16)}`)
    .slice(0, longestGroup)

/** Reads one of our own messages. Throws if it is not one, so that the queue keeps it for the operator. */
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

/** The most bytes of a signal: a real one has a few hundred. */
export const largestSignal = 16_384

/**
 * The most bytes that our queues accept: far more than any message of ours, so that an oversized one still gets a
 * verdict; together with its reason it fits the invalid queue (1 MiB).
 */
export const largestMessage = 512 * 1024
