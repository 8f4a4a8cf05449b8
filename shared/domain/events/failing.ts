import type { DecimalString } from '../decimal.ts'
import type { CloseReason } from '../position.ts'
import type { Rest } from '../rest.ts'
import type { WakeCause } from '../wake.ts'
import type { JournalName } from './journal.ts'
import type { OfPosition } from './telling.ts'

/** What failed; the error itself stands in each line beside these. */
export interface FailureEvents {
  readonly 'message-failed': { readonly messageId: string }
  /** The tokens could not be read, or the signal not be sent to its queue. */
  readonly 'webhook-failed': { readonly source: string }
  /** The rule could not speak of a symbol at a close. */
  readonly 'rule-failed': { readonly symbol: string; readonly close: string }
  /** A signal that could not be tried was not put back: it comes again when its visibility ends. */
  readonly 'not-handed-back': { readonly signalId: string }
  readonly 'secret-unreadable': Nothing
  readonly 'key-refused': Nothing
  /** What the exchange asks other processes with this address to do could not be read, or not be told. */
  readonly 'rest-unread': Nothing
  readonly 'rest-untold': Rest
  /** How many rules had been read. */
  readonly 'rules-not-read': { readonly symbols: number }
  /** Binance's rules could not be had for the paper venue: these serve, of this time. */
  readonly 'paper-rules-unread': { readonly serving: 'snapshot' | 'last reading'; readonly of: string }
  readonly 'rules-unknown': OfPosition
  readonly 'touch-unread': { readonly symbol: string }
  readonly 'orders-unread': OfPosition
  readonly 'position-unread': OfPosition
  readonly 'symbol-unlisted': OfPosition & { readonly quantity: DecimalString | undefined }
  readonly 'verdict-not-confirmed': OfPosition & { readonly signalId: string }
  readonly 'survey-part-failed': { readonly part: string; readonly symbol?: string }
  /** Events that are missing in the journal now. */
  readonly 'journal-failed': { readonly positionId: string; readonly events: readonly JournalName[] }
  readonly 'close-failed': { readonly positionId: string; readonly reason: CloseReason }
  readonly 'estimate-without-price': OfPosition
  readonly 'notice-failed': OfPosition
  /** A change of the table that the operator is to be told of; it comes again. `sequence`: where it is in the stream. */
  readonly 'change-not-told': { readonly sequence: string }
  /** No sentinel could be started; the next tick tries again. */
  readonly 'sentinel-not-started': Nothing
  /** The table could not be read or written; what was known before goes on. */
  readonly 'sentinel-unread': { readonly holder: string }
  /** It is tried again. */
  readonly 'wake-failed': { readonly cause: WakeCause; readonly positionIds: readonly string[] }
}

type Nothing = Readonly<Record<string, never>>
