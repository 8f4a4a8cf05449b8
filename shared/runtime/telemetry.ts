import { Logger } from '@aws-lambda-powertools/logger'
import { MetricResolution, Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Clock } from './clock.ts'

/** What a person or an alarm must be able to count. The set is closed: each one costs money. */
const units = {
  SignalAccepted: MetricUnit.Count,
  SignalRefused: MetricUnit.Count,
  SignalInvalid: MetricUnit.Count,
  PositionOpened: MetricUnit.Count,
  PositionClosed: MetricUnit.Count,
  EntryFailed: MetricUnit.Count,
  Unprotected: MetricUnit.Count,
  MarkDoubted: MetricUnit.Count,
  RowUnread: MetricUnit.Count,
  DailyLossReached: MetricUnit.Count,
  Banned: MetricUnit.Count,
  RateLimited: MetricUnit.Count,
  KeyRefused: MetricUnit.Count,
  EntryLatency: MetricUnit.Milliseconds,
  NakedTime: MetricUnit.Milliseconds,
  NetPnl: MetricUnit.NoUnit,
  ProvisionalResults: MetricUnit.Count,
  StopRaised: MetricUnit.Count,
  StopRestored: MetricUnit.Count,
  StopMovedNaked: MetricUnit.Count,
  SentimentWarning: MetricUnit.Count,
  EmergencyClose: MetricUnit.Count,
  CloseFailed: MetricUnit.Count,
  OrderSwept: MetricUnit.Count,
  ForeignPosition: MetricUnit.Count,
  /** A slot that named a position without a record. */
  RecordLost: MetricUnit.Count,
  /** Of somebody else, on a symbol whose position was closed here. */
  ForeignOrderCancelled: MetricUnit.Count,
  SymbolUnlisted: MetricUnit.Count,
  Tick: MetricUnit.Count,
  OpenPositions: MetricUnit.Count,
  RequestWeight: MetricUnit.Count,
  UsedWeight: MetricUnit.Count,
} as const
export type MetricName = keyof typeof units

/** The heartbeat, by the second: whoever misses it must know within minutes. */
const highResolution: readonly MetricName[] = ['Tick']

export type Details = Readonly<Record<string, unknown>>

export interface Telemetry {
  /** One structured line; `details` carry position id, symbol and reason, never a secret. */
  info(event: string, details?: Details): void
  warn(event: string, details?: Details): void
  error(event: string, error: unknown, details?: Details): void
  count(metric: MetricName, value?: number): void
}

/** Telemetry that a Lambda function writes: its middleware needs the parts. */
export interface LambdaTelemetry extends Telemetry {
  readonly logger: Logger
  readonly metrics: Metrics
}

/** Service and namespace come from the POWERTOOLS_ variables that the stack sets. */
export function createTelemetry(clock: Clock): LambdaTelemetry {
  const logger = new Logger()
  const metrics = new Metrics()
  return {
    logger,
    metrics,
    info: (event, details) => logger.info(event, { at: clock.now(), ...details }),
    warn: (event, details) => logger.warn(event, { at: clock.now(), ...details }),
    error: (event, error, details) =>
      logger.error(event, {
        at: clock.now(),
        ...details,
        error: error instanceof Error ? error : String(error),
      }),
    count: (metric, value = 1) => {
      metrics.setTimestamp(clock.now())
      const { High, Standard } = MetricResolution
      metrics.addMetric(metric, units[metric], value, highResolution.includes(metric) ? High : Standard)
    },
  }
}
