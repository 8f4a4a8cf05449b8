import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { MetricName } from '#ports/telemetry.ts'
import { metricsNamespace } from '../stacks/metrics-namespace.ts'

/** Every function that may count events of a position: a reader need not know which one does. */
export const trading = ['signal-gate', 'executor', 'survey', 'inspect', 'close-cleanup'] as const
type Counting = (typeof trading)[number]

/** A metric of several functions, and how counts within a period become one value. */
export interface Kind {
  readonly metric: MetricName
  readonly stat: 'Sum' | 'Maximum'
  /** Length of a period. */
  readonly seconds: number
  readonly by: readonly Counting[]
}

/** A function's value for the period that begins at `at`, in milliseconds. */
export interface MetricPoint {
  readonly at: number
  readonly value: number
}

export interface SeriesAsked {
  readonly deployment: string
  /** Milliseconds. */
  readonly from: number
  readonly to: number
}

/** Reads the functions' metrics; the returned function gives a metric's points, function by function. */
export async function readSeries(
  client: CloudWatchClient,
  { deployment, from, to }: SeriesAsked,
  kinds: readonly Kind[],
): Promise<(metric: MetricName) => readonly MetricPoint[]> {
  const { paginateGetMetricData } = await import('@aws-sdk/client-cloudwatch')
  const series = kinds
    .flatMap(kind => kind.by.map(by => ({ ...kind, by })))
    .map((each, n) => ({ ...each, n }))
  const request = {
    StartTime: new Date(from),
    EndTime: new Date(to),
    MetricDataQueries: series.map(({ metric, stat, seconds, by, n }) => {
      const Dimensions = [{ Name: 'service', Value: `${deployment}-${by}` }]
      const Metric = { Namespace: metricsNamespace, MetricName: metric, Dimensions }
      return { Id: `m${n}`, MetricStat: { Metric, Stat: stat, Period: seconds } }
    }),
  }
  const found = new Map<string, MetricPoint[]>()
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, request)) {
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const points = Timestamps.map((time, at) => ({ at: time.getTime(), value: Values[at] ?? 0 }))
      found.set(Id, [...(found.get(Id) ?? []), ...points])
    }
  }
  return metric => series.flatMap(each => (each.metric === metric ? (found.get(`m${each.n}`) ?? []) : []))
}
