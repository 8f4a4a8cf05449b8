import type { MetricKey, MetricStore } from './metrics.ts'

export interface AlarmSpec {
  readonly id: string
  readonly arn: string
  /** Where it publishes. */
  readonly actions: readonly string[]
  /** By their ids; `result` is what the threshold is held against. */
  readonly metrics: Readonly<Record<string, MetricQuery>>
  readonly result: string
  readonly periodMs: number
  readonly threshold: number
  readonly comparison: string
  readonly evaluationPeriods: number
  readonly datapointsToAlarm: number
  readonly treatMissingData: string
}

export type MetricQuery =
  | { readonly key: MetricKey; readonly statistic: string; readonly periodMs: number }
  | { readonly expression: string }

export type AlarmState = 'OK' | 'ALARM'

/** The state of an alarm at `now`, by the periods that are over; `before` where nothing new is known. */
export function stateOf(alarm: AlarmSpec, store: MetricStore, now: number, before: AlarmState): AlarmState {
  const last = Math.floor(now / alarm.periodMs) * alarm.periodMs
  const ends = Array.from({ length: alarm.evaluationPeriods }, (_, index) => last - index * alarm.periodMs)
  const points = ends.map(end => measured(alarm, alarm.result, store, end - alarm.periodMs, end))
  if (alarm.treatMissingData === 'ignore' && points.every(point => point === undefined)) return before
  const breaching = points.filter(point =>
    point === undefined ? alarm.treatMissingData === 'breaching' : isBreaching(alarm, point),
  )
  return breaching.length >= alarm.datapointsToAlarm ? 'ALARM' : 'OK'
}

function measured(
  alarm: AlarmSpec,
  id: string,
  store: MetricStore,
  from: number,
  to: number,
): number | undefined {
  const query = alarm.metrics[id]
  if (!query) throw new Error(`alarm ${alarm.id} speaks of ${id}, which is not among its metrics`)
  if ('key' in query) return statisticOf(query.statistic, store.values(query.key, from, to))
  return sumOf(query.expression, metric => measured(alarm, metric, store, from, to))
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

/** Metric math, as far as our alarms go: a sum of metrics whose gaps are filled. */
function sumOf(expression: string, measuredMetric: (id: string) => number | undefined): number {
  return expression
    .split('+')
    .map(part => {
      const [, id, filling] = /^\s*FILL\((\w+), ?(\d+)\)\s*$/.exec(part) ?? []
      if (!id) throw new Error(`the local run knows sums of FILL(metric, number); got ${expression}`)
      return measuredMetric(id) ?? Number(filling)
    })
    .reduce((total, value) => total + value, 0)
}

function isBreaching({ comparison, threshold, id }: AlarmSpec, value: number): boolean {
  if (comparison === 'GreaterThanOrEqualToThreshold') return value >= threshold
  if (comparison === 'LessThanThreshold') return value < threshold
  throw new Error(`alarm ${id} compares by ${comparison}, which the local run does not know`)
}
