import type { DecimalString } from '../decimal.ts'
import type { CloseReason } from '../position.ts'
import type { Rest } from '../rest.ts'
import type { WakeCause } from '../wake.ts'
import type { JournalName } from './journal.ts'
import type { OfPosition } from './telling.ts'

/** What failed; each log line also holds the error itself. */
export interface FailureEvents {
  readonly 'message-failed': { readonly messageId: string }
  /** The tokens could not be read, or the signal could not be sent to its queue. */
  readonly 'webhook-failed': { readonly source: string }
  /** The rule could not be asked about a symbol at a close. */
  readonly 'rule-failed': { readonly symbol: string; readonly close: string }
  /** A signal that could not be tried was not returned to its queue: it comes again when its visibility ends. */
  readonly 'not-handed-back': { readonly signalId: string }
  readonly 'secret-unreadable': Nothing
  readonly 'key-refused': Nothing
  /** Waits that the exchange demands of this address could not be read from, or written to, the table. */
  readonly 'rest-unread': Nothing
  readonly 'rest-untold': Rest
  /** The number of rules that had been read. */
  readonly 'rules-not-read': { readonly symbols: number }
  /** The paper venue could not read Binance's rules: it uses these, of this time. */
  readonly 'paper-rules-unread': { readonly serving: 'snapshot' | 'last reading'; readonly of: string }
  readonly 'rules-unknown': OfPosition
  readonly 'touch-unread': { readonly symbol: string }
  readonly 'orders-unread': OfPosition
  readonly 'position-unread': OfPosition
  readonly 'symbol-unlisted': OfPosition & { readonly quantity: DecimalString | undefined }
  readonly 'verdict-not-confirmed': OfPosition & { readonly signalId: string }
  readonly 'survey-part-failed': { readonly part: string; readonly symbol?: string }
  /** Events now missing from the journal. */
  readonly 'journal-failed': { readonly positionId: string; readonly events: readonly JournalName[] }
  readonly 'close-failed': { readonly positionId: string; readonly reason: CloseReason }
  readonly 'estimate-without-price': OfPosition
  readonly 'notice-failed': OfPosition
  /** A change of the table to notify the operator of; it comes again. `sequence`: its place in the stream. */
  readonly 'change-not-told': { readonly sequence: string }
  /** No sentinel could be started; the next tick tries again. */
  readonly 'sentinel-not-started': Nothing
  /** The table could not be read or written; the last known data stay in use. */
  readonly 'sentinel-unread': { readonly holder: string }
  /** It is tried again. */
  readonly 'wake-failed': { readonly cause: WakeCause; readonly positionIds: readonly string[] }
}

type Nothing = Readonly<Record<string, never>>
