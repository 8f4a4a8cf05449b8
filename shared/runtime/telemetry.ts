import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Clock } from './clock.ts'

/** What a person or an alarm must be able to count. The set is closed: each one costs money. */
const units = {
  SignalsAccepted: MetricUnit.Count,
  SignalsRefused: MetricUnit.Count,
  SignalsInvalid: MetricUnit.Count,
  PositionsOpened: MetricUnit.Count,
  PositionsClosed: MetricUnit.Count,
  EntriesFailed: MetricUnit.Count,
  EntryLatency: MetricUnit.Milliseconds,
  NakedTime: MetricUnit.Milliseconds,
  NetPnl: MetricUnit.NoUnit,
  StopsRaised: MetricUnit.Count,
  StopsRestored: MetricUnit.Count,
  StopsMovedNaked: MetricUnit.Count,
  SentimentWarnings: MetricUnit.Count,
  EmergencyCloses: MetricUnit.Count,
  CleanupsFailed: MetricUnit.Count,
  OrdersLeft: MetricUnit.Count,
  ForeignPositions: MetricUnit.Count,
  Ticks: MetricUnit.Count,
  OpenPositions: MetricUnit.Count,
  RequestWeight: MetricUnit.Count,
} as const
export type MetricName = keyof typeof units

export interface Telemetry {
  /** One structured line; `details` carry position id, symbol and reason, never a secret. */
  info(event: string, details?: Readonly<Record<string, unknown>>): void
  warn(event: string, details?: Readonly<Record<string, unknown>>): void
  error(event: string, error: unknown, details?: Readonly<Record<string, unknown>>): void
  count(metric: MetricName, value?: number): void
  /** Writes what was counted as one line in CloudWatch's embedded metric format. */
  flush(): void
}

export function createTelemetry(service: string, clock: Clock): Telemetry {
  const logger = new Logger({ serviceName: service })
  const metrics = new Metrics({ namespace: 'QuantumTrader', serviceName: service })
  let counted = false
  return {
    info: (event, details = {}) => logger.info(event, { at: clock.now(), ...details }),
    warn: (event, details = {}) => logger.warn(event, { at: clock.now(), ...details }),
    error: (event, error, details = {}) =>
      logger.error(event, {
        at: clock.now(),
        ...details,
        error: error instanceof Error ? error : String(error),
      }),
    count: (metric, value = 1) => {
      counted = true
      metrics.setTimestamp(clock.now())
      metrics.addMetric(metric, units[metric], value)
    },
    flush: () => {
      if (counted) metrics.publishStoredMetrics()
      counted = false
    },
  }
}
