import { Logger } from '@aws-lambda-powertools/logger'
import { MetricResolution, Metrics } from '@aws-lambda-powertools/metrics'
import type { Clock } from '#ports/clock.ts'
import { type MetricName, metricUnits, type Telemetry } from '#ports/telemetry.ts'

/** The heartbeat, by the second: the operator must learn within minutes that it is missing. */
const highResolution: readonly MetricName[] = ['Tick']

/**
 * The former names of metrics, so that operators' graphs and alarms on them go on. Each costs what a metric costs,
 * only in hours in which it is counted.
 */
const formerNames: Partial<Readonly<Record<MetricName, string>>> = {
  UnmanagedPosition: 'ForeignPosition',
  OtherOrderCancelled: 'ForeignOrderCancelled',
}

/** The telemetry of a Lambda function: its middleware needs the parts. */
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
      const resolution = highResolution.includes(metric) ? High : Standard
      for (const name of [metric, formerNames[metric] ?? []].flat())
        metrics.addMetric(name, metricUnits[metric], value, resolution)
    },
  }
}
