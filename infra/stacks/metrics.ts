import { Duration } from 'aws-cdk-lib'
import { Metric, type MetricOptions } from 'aws-cdk-lib/aws-cloudwatch'
import type { TradingFunction } from './function.ts'
import { metricsNamespace } from './metrics-namespace.ts'

export const minute = Duration.minutes(1)

/** A metric that the function emits; summed per minute unless set otherwise. */
export function tradingMetric(name: string, lambda: TradingFunction, options: MetricOptions = {}): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName: name,
    dimensionsMap: { service: lambda.service },
    statistic: 'Sum',
    period: minute,
    ...options,
  })
}
