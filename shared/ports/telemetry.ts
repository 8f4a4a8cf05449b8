import type { FailureEvents } from '#domain/events/failing.ts'
import type { FailureName, LineEvents, LineName } from '#domain/events/log.ts'

/** What an operator or an alarm must be able to count. The set is closed: each one costs money. */
export const metricUnits = {
  SignalAccepted: 'Count',
  SignalRefused: 'Count',
  SignalInvalid: 'Count',
  /** A request to the webhook with no token or a wrong one, or from elsewhere than its source may send from. */
  TokenRefused: 'Count',
  /** A symbol of which the rule could not speak at a close. */
  RuleFailed: 'Count',
  PositionOpened: 'Count',
  PositionClosed: 'Count',
  EntryFailed: 'Count',
  Unprotected: 'Count',
  /** An improvement that was refused: a rule, an intention or a record is wrong. */
  InvariantBroken: 'Count',
  MarkDoubted: 'Count',
  RowUnread: 'Count',
  DailyLossReached: 'Count',
  /** Locks that protections set on entries. */
  EntriesLocked: 'Count',
  Banned: 'Count',
  RateLimited: 'Count',
  KeyRefused: 'Count',
  EntryLatency: 'Milliseconds',
  NakedTime: 'Milliseconds',
  NetPnl: 'None',
  ProvisionalResults: 'Count',
  /** Of these, results that have not been known for an hour. */
  OverdueResults: 'Count',
  StopRaised: 'Count',
  StopRestored: 'Count',
  StopMovedNaked: 'Count',
  SentimentWarning: 'Count',
  EmergencyClose: 'Count',
  CloseFailed: 'Count',
  OrderSwept: 'Count',
  /** A position that no deployment of this table manages. */
  UnmanagedPosition: 'Count',
  /** A slot that named a position without a record. */
  RecordLost: 'Count',
  /** Of another client, on a symbol whose position was closed here. */
  OtherOrderCancelled: 'Count',
  SymbolUnlisted: 'Count',
  Tick: 'Count',
  OpenPositions: 'Count',
  RequestWeight: 'Count',
  UsedWeight: 'Count',
  /** A tick at which something was open and nothing had been heard of the account for too long. */
  SentinelDeaf: 'Count',
  /** From what was heard until the watch was woken. */
  WakeLatency: 'Milliseconds',
} as const
export type MetricName = keyof typeof metricUnits

export interface Telemetry {
  /** One structured line; `details` carry position id, symbol and reason, never a secret. */
  info<E extends LineName>(event: E, details: LineEvents[E]): void
  warn<E extends LineName>(event: E, details: LineEvents[E]): void
  error<E extends FailureName>(event: E, error: unknown, details: FailureEvents[E]): void
  count(metric: MetricName, value?: number): void
}
