import type { FailureEvents } from '#domain/events/failing.ts'
import type { FailureName, LineEvents, LineName } from '#domain/events/log.ts'

/** What an operator or an alarm must be able to count. The set is closed: each metric costs money. */
export const metricUnits = {
  SignalAccepted: 'Count',
  SignalRefused: 'Count',
  SignalInvalid: 'Count',
  /** A request to the webhook without a token, with a wrong one, or from an address that its source does not allow. */
  TokenRefused: 'Count',
  /** A symbol for which the rule had too few prices at a close. */
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
  /** Of these, results unknown for an hour or more. */
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
  /** A slot that names a position without a record. */
  RecordLost: 'Count',
  /** Orders of another client, on a symbol whose position was closed here. */
  OtherOrderCancelled: 'Count',
  SymbolUnlisted: 'Count',
  Tick: 'Count',
  OpenPositions: 'Count',
  RequestWeight: 'Count',
  UsedWeight: 'Count',
  /** A tick at which something was open and the account had not been heard for too long. */
  SentinelDeaf: 'Count',
  /** From the event on the stream until the watch was woken. */
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
