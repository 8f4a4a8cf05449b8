import type { MetricKey, MetricStore } from './metrics.ts'

/** An alarm as subscribers know it. */
export interface Told {
  readonly id: string
  /** Topics for its start and its end. */
  readonly actions: readonly string[]
  readonly okActions?: readonly string[]
  readonly says?: string
}

export interface AlarmSpec extends Told {
  readonly arn: string
  /** Metrics and expressions by their ids; `result` is compared with the threshold. */
  readonly metrics: Readonly<Record<string, MetricQuery>>
  readonly result: string
  readonly periodMs: number
  readonly threshold: number
  readonly comparison: string
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  readonly treatMissingData: 'breaching' | 'notBreaching'
}

export type MetricQuery =
  | { readonly key: MetricKey; readonly statistic: string; readonly periodMs: number }
  | { readonly expression: string }

export type AlarmState = 'OK' | 'ALARM'

/** What an evaluation can see. */
export interface Sight {
  readonly store: MetricStore
  readonly now: number
  /** Delay from a measurement until CloudWatch has the value, in milliseconds. */
  readonly delayMs: number
  /**
   * Periods that CloudWatch reads beyond those that it evaluates. Its documentation says that there are some, and its
   * example has two.
   */
  readonly morePeriods?: number
}

/**
 * The state of an alarm by the finished periods, as CloudWatch documents it ("How alarm state is evaluated when data
 * is missing"): it reads more periods than it evaluates, takes the latest that have data, and fills up with missing
 * ones only if these are too few.
 */
export function stateOf(alarm: AlarmSpec, sight: Sight): AlarmState {
  const { periodMs, evaluationPeriods, datapointsToAlarm, treatMissingData } = alarm
  const { now, morePeriods = 2 } = sight
  const last = Math.floor(now / periodMs) * periodMs
  const latest = Array.from(
    { length: evaluationPeriods + morePeriods },
    (_, index) => last - index * periodMs,
  )
    .map(end => measured(alarm, alarm.result, sight, { from: end - periodMs, to: end }))
    .filter(point => point !== undefined)
    .slice(0, evaluationPeriods)
  const missing = treatMissingData === 'breaching' ? evaluationPeriods - latest.length : 0
  const breaching = latest.filter(point => isBreaching(alarm, point)).length + missing
  return breaching >= datapointsToAlarm ? 'ALARM' : 'OK'
}

interface Span {
  readonly from: number
  readonly to: number
}

function measured(alarm: AlarmSpec, id: string, sight: Sight, { from, to }: Span): number | undefined {
  const query = alarm.metrics[id]
  if (!query) throw new Error(`alarm ${alarm.id} refers to ${id}, which is not among its metrics`)
  const { store, now, delayMs } = sight
  if ('key' in query)
    return statisticOf(query.statistic, store.values(query.key, from, Math.min(to, now - delayMs + 1)))
  return sumOf(query.expression, metric => measured(alarm, metric, sight, { from, to }))
}

function statisticOf(statistic: string, values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined
  const sum = values.reduce((total, value) => total + value, 0)
  switch (statistic) {
    case 'Sum':
      return sum
    case 'Average':
      return sum / values.length
    case 'Maximum':
      return Math.max(...values)
    default:
      throw new Error(`the local run knows the statistics Sum, Average and Maximum; got ${statistic}`)
  }
}

/**
 * Metric math, as far as our alarms use it: a sum. It has a value if one of its metrics has, and counts metrics
 * without one as 0; FILL always has a value.
 */
function sumOf(expression: string, measuredMetric: (id: string) => number | undefined): number | undefined {
  const values = expression.split('+').map(part => {
    const [, filled, filling, plain] = /^\s*(?:FILL\((\w+), ?(\d+)\)|(\w+))\s*$/.exec(part) ?? []
    if (plain) return measuredMetric(plain)
    if (filled) return measuredMetric(filled) ?? Number(filling)
    throw new Error(`the local run knows sums of metrics and of FILL(metric, number); got ${expression}`)
  })
  const known = values.filter(value => value !== undefined)
  return known.length === 0 ? undefined : known.reduce((total, value) => total + value, 0)
}

function isBreaching({ comparison, threshold, id }: AlarmSpec, value: number): boolean {
  if (comparison === 'GreaterThanOrEqualToThreshold') return value >= threshold
  if (comparison === 'LessThanThreshold') return value < threshold
  throw new Error(`alarm ${id} compares by ${comparison}, which the local run does not know`)
}
