import type { DecimalString } from '../decimal.ts'
import type { StopOrder } from '../look.ts'
import type { CloseReason } from '../position.ts'
import type { ProtectionReason } from '../protections/refuse.ts'
import type { Rest } from '../rest.ts'
import type { Side } from '../side.ts'
import type { Action } from '../signal.ts'
import type { WakeCause } from '../wake.ts'
import type { Answered } from './answer.ts'

/** The subject of a log line. */
export interface OfPosition {
  readonly positionId: string
  readonly symbol: string
}

/** Log lines that are not steps of a position's story; quantities in base asset, prices and amounts in quote asset. */
export interface LogOnlyEvents
  extends SignalLines,
    AccountLines,
    PositionLines,
    NotificationLines,
    SentinelLines {}

interface SignalLines {
  readonly 'signal-accepted': SignalLine
  readonly 'signal-refused': SignalLine
  /** Not understood as a signal: what was expected, and what it got. */
  readonly 'signal-invalid': {
    readonly messageId: string
    readonly reason: 'invalid'
    readonly problems: readonly string[]
  }
  /** A request to the webhook that brought no signal; of a stranger's only the origin is logged. */
  readonly 'webhook-refused': {
    readonly source: string
    readonly address: string
    readonly reason: 'size' | 'token' | 'address' | 'invalid'
    readonly problems?: readonly string[]
  }
  /** The rule made a signal; its RSI is that of the close. */
  readonly 'rule-spoke': {
    readonly signalId: string
    readonly symbol: string
    readonly action: Action
    readonly confidence: number
    readonly rsi: number
  }
  /** A closing signal went on to close-cleanup. */
  readonly 'close-requested': OfPosition & { readonly source: string; readonly reason: CloseReason }
}

/** A notification to the operator, on one of their channels. */
interface NotificationLines {
  readonly 'notification-told': {
    readonly channel: string
    readonly id: string
    readonly kind: string
    readonly afterMs: number
  }
  /** It is tried again. */
  readonly 'notification-waits': {
    readonly channel: string
    readonly id: string
    readonly why: string
    readonly restMs: number
    /** Number of tries. */
    readonly receives: number
  }
  /** It went to the dead letters. */
  readonly 'notification-given-up': { readonly channel: string; readonly id: string; readonly why: string }
}

/** The sentinel; `line`: the stream it hears. */
interface SentinelLines {
  readonly 'sentinel-listens': { readonly holder: string; readonly after: string | undefined }
  readonly 'sentinel-ends': { readonly holder: string; readonly why: string }
  /** A successor was started, to take over. */
  readonly 'sentinel-hands-over': { readonly holder: string }
  readonly 'stream-held': { readonly line: string; readonly again: boolean }
  readonly 'stream-lost': { readonly line: string; readonly why: string }
  readonly 'stream-troubled': { readonly line: string; readonly why: string }
  readonly 'stream-unread': { readonly line: string; readonly why: string }
  readonly woken: {
    readonly cause: WakeCause
    readonly positionIds: readonly string[]
    /** The time from which it was heard. */
    readonly afterMs: number
  }
}

interface SignalLine {
  readonly signalId: string
  readonly symbol: string
  readonly source: string
  readonly action: Action
  /** A CLOSE may have none. */
  readonly confidence?: DecimalString | undefined
  /** Of a rejection. */
  readonly reason?: string | undefined
  readonly detail?: string | undefined
}

interface AccountLines {
  /** `by`: who halted them (`operator`, `account-modes`, `api-key`, …). */
  readonly 'entries-halted': { readonly by: string; readonly why: string }
  /** A closed trade set a lock; `by` is the reason that rejected entries get until then. */
  readonly 'entries-locked': {
    readonly by: ProtectionReason
    readonly locked: string
    readonly until: string
    readonly why: string
  }
  readonly 'entries-resumed': { readonly by: string }
  /** The secret holds another key. */
  readonly 'credentials-changed': Readonly<Record<string, never>>
  /** The exchange rejected the key; the function reads it again. */
  readonly 'credentials-refused': { readonly code: number }
  /** Symbols whose rules the paper venue cannot read from Binance keep their former rules. */
  readonly 'paper-rows-unread': { readonly problems: readonly string[] }
  /** A request that the operator's tool sent from the fixed address, and the HTTP status of its answer. */
  readonly 'command-carried': {
    readonly request: string
    readonly symbol: string | undefined
    readonly status: number
  }
  /** The exchange allows a young account only this leverage. */
  readonly 'leverage-lowered': { readonly symbol: string; readonly from: number; readonly to: number }
  readonly 'unmanaged-position': {
    readonly symbol: string
    readonly side: Side
    readonly quantity: DecimalString
  }
  /** An order that outlived its position. */
  readonly 'order-swept': {
    readonly symbol: string
    readonly clientId: string
    readonly outcome: Answered['outcome']
  }
  /** Positions looked at at once, and the time since the news was heard. */
  readonly 'looks-between-ticks': Woken & { readonly afterMs: number }
  /** The minute's budget for such looks is spent. */
  readonly 'wake-left-to-tick': Woken
}

interface Woken {
  readonly cause: WakeCause
  readonly positionIds: readonly string[]
}

interface PositionLines {
  readonly 'stop-refused': Refused & { readonly order: StopOrder }
  readonly 'take-profit-refused': Refused
  /** No stop could stand: an exit was sent instead. */
  readonly 'rescued-by-exit': OfPosition & {
    readonly quantity: DecimalString
    readonly reason: CloseReason
    readonly outcome: Answered['outcome']
  }
  /** A later look goes on: the exchange asks to wait, or does not show something yet. */
  readonly 'close-waits': OfPosition & (Rest | { readonly for: string })
  readonly 'look-waits': OfPosition & Rest
  /**
   * The watch demands a close while another writer is at work, or the exchange asks to wait: the next tick demands it
   * again.
   */
  readonly 'close-put-off': {
    readonly positionId: string
    readonly reason: CloseReason
    readonly because: string
  }
  /** It was to be closed as flat, but this much is open. */
  readonly 'close-withdrawn': OfPosition & { readonly open: DecimalString }
  readonly 'slot-settled': OfPosition
  /** A slot was lost; the order that the position left led back to it. */
  readonly 'slot-taken-back': OfPosition & { readonly by: string }
  /** A slot names a position without a record. */
  readonly 'record-lost': OfPosition
  /** The worst loss in the slot changed. */
  readonly 'risk-changed': OfPosition & { readonly worstLoss: DecimalString }
  /** Its row in this list cannot be read. */
  readonly 'row-unread': OfPosition & { readonly of: string }
  /** A found position's id is already taken by another position of this symbol. */
  readonly 'adoption-collides': OfPosition & { readonly standing: string | undefined }
  readonly 'other-order-cancelled': OfPosition & {
    readonly clientId: string
    readonly type: string | undefined
  }
}

interface Refused extends OfPosition {
  readonly code: number
  readonly message: string
}
