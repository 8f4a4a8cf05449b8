import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { MetricName } from '#ports/telemetry.ts'
import { type Kind, readSeries, trading } from '../../metric-series.ts'
import type { Measured, Minute } from '../evidence.ts'

const minuteSeconds = 60
const hourSeconds = 3_600
const hourMs = hourSeconds * 1000

export interface Asked {
  readonly deployment: string
  /** Start of the ticks to read, in milliseconds. */
  readonly lookBackFrom: number
  readonly now: number
}

/** Reads the functions' metrics: the heartbeat by the minute, and what must not happen by the hour. */
export async function readMeasured(
  client: CloudWatchClient,
  { deployment, lookBackFrom, now }: Asked,
): Promise<(from: number) => Measured> {
  const from = Math.floor(lookBackFrom / hourMs) * hourMs
  // The current minute and hour have values already, but are not over.
  const points = await readSeries(client, { deployment, from, to: now + hourMs }, kinds)
  return from => measuredFrom(points, from)
}

function measuredFrom(points: (metric: MetricName) => readonly Minute[], from: number): Measured {
  // An hour that began earlier counts whole: rather too much than too little.
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

/** The counts of several functions, summed by the minute in order of time. */
const byMinute = (points: readonly Minute[]): readonly Minute[] =>
  [...Map.groupBy(points, ({ at }) => at)]
    .map(([at, some]) => ({ at, value: some.reduce((sum, { value }) => sum + value, 0) }))
    .toSorted((a, b) => a.at - b.at)

const kinds: readonly Kind[] = [
  { metric: 'Tick', stat: 'Sum', seconds: minuteSeconds, by: ['survey'] },
  { metric: 'Unprotected', stat: 'Sum', seconds: minuteSeconds, by: ['inspect'] },
  { metric: 'NakedTime', stat: 'Maximum', seconds: hourSeconds, by: trading },
  { metric: 'InvariantBroken', stat: 'Sum', seconds: hourSeconds, by: trading },
  { metric: 'StopMovedNaked', stat: 'Sum', seconds: hourSeconds, by: trading },
  { metric: 'OrderSwept', stat: 'Sum', seconds: hourSeconds, by: ['survey'] },
  { metric: 'EntryFailed', stat: 'Sum', seconds: hourSeconds, by: ['executor'] },
  { metric: 'SignalInvalid', stat: 'Sum', seconds: hourSeconds, by: ['signal-gate'] },
]
