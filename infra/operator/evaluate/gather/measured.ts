import type { CloudWatchClient, MetricDataQuery } from '@aws-sdk/client-cloudwatch'
import type { MetricName } from '#ports/telemetry.ts'
import { metricsNamespace } from '../../../stacks/metrics-namespace.ts'
import type { Measured, Minute } from '../evidence.ts'

const minuteSeconds = 60
const hourSeconds = 3_600
const hourMs = hourSeconds * 1000

/** Every function that may count one of these: which one does is no concern of an evaluation. */
const functions = ['signal-gate', 'executor', 'survey', 'inspect', 'close-cleanup'] as const

export interface Asked {
  readonly deployment: string
  /** From when on ticks are asked for, in milliseconds. */
  readonly lookBackFrom: number
  readonly now: number
}

/** Reads what the functions counted: minutes of the heartbeat, and hours of what must not happen. */
export async function readMeasured(
  client: CloudWatchClient,
  { deployment, lookBackFrom, now }: Asked,
): Promise<(from: number) => Measured> {
  const { paginateGetMetricData } = await import('@aws-sdk/client-cloudwatch')
  const series = seriesOf(deployment)
  const StartTime = new Date(Math.floor(lookBackFrom / hourMs) * hourMs)
  // The minute and the hour that are not over have values already.
  const request = {
    StartTime,
    EndTime: new Date(now + hourMs),
    MetricDataQueries: series.map(({ query }) => query),
  }
  const found = new Map<string, Minute[]>()
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, request)) {
    for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
      const points = Timestamps.map((time, at) => ({ at: time.getTime(), value: Values[at] ?? 0 }))
      found.set(Id, [...(found.get(Id) ?? []), ...points])
    }
  }
  const points = (metric: MetricName) =>
    series.flatMap(({ name, query }) => (name === metric ? (found.get(query.Id ?? '') ?? []) : []))
  return from => measuredFrom(points, from)
}

function measuredFrom(points: (metric: MetricName) => readonly Minute[], from: number): Measured {
  // An hour that began before counts whole: rather too much than too little.
  const values = (metric: MetricName) =>
    points(metric).flatMap(({ at, value }) => (at + hourMs > from ? value : []))
  const total = (metric: MetricName) => values(metric).reduce((sum, value) => sum + value, 0)
  const naked = values('NakedTime')
  return {
    ticks: byMinute(points('Tick')),
    uncovered: byMinute(points('Unprotected')).filter(({ at }) => at >= from),
    invariantsBroken: total('InvariantBroken'),
    stopsMovedNaked: total('StopMovedNaked'),
    ordersSwept: total('OrderSwept'),
    entriesFailed: total('EntryFailed'),
    signalsInvalid: total('SignalInvalid'),
    ...(naked.length > 0 && { longestNakedMs: Math.max(...naked) }),
  }
}

/** What several functions counted in one minute, together, in the order of time. */
const byMinute = (points: readonly Minute[]): readonly Minute[] =>
  [...Map.groupBy(points, ({ at }) => at)]
    .map(([at, some]) => ({ at, value: some.reduce((sum, { value }) => sum + value, 0) }))
    .toSorted((a, b) => a.at - b.at)

interface Series {
  readonly name: MetricName
  readonly query: MetricDataQuery
}

function seriesOf(deployment: string): readonly Series[] {
  const kinds: readonly (readonly [name: MetricName, stat: string, period: number, by: readonly string[]])[] =
    [
      ['Tick', 'Sum', minuteSeconds, ['survey']],
      ['Unprotected', 'Sum', minuteSeconds, ['inspect']],
      ['NakedTime', 'Maximum', hourSeconds, functions],
      ['InvariantBroken', 'Sum', hourSeconds, functions],
      ['StopMovedNaked', 'Sum', hourSeconds, functions],
      ['OrderSwept', 'Sum', hourSeconds, ['survey']],
      ['EntryFailed', 'Sum', hourSeconds, ['executor']],
      ['SignalInvalid', 'Sum', hourSeconds, ['signal-gate']],
    ]
  const all = kinds.flatMap(([name, Stat, Period, by]) => by.map(label => ({ name, Stat, Period, label })))
  return all.map(({ name, Stat, Period, label }, index) => {
    const Dimensions = [{ Name: 'service', Value: `${deployment}-${label}` }]
    const Metric = { Namespace: metricsNamespace, MetricName: name, Dimensions }
    return { name, query: { Id: `m${index}`, MetricStat: { Metric, Stat, Period } } }
  })
}
