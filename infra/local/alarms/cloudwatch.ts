import { type AwsAction, AwsError } from '../runner/aws-endpoint.ts'
import type { StackTemplate } from '../runner/template.ts'
import type { AlarmDesk } from './alarm-desk.ts'
import type { MetricStore } from './metrics.ts'

export interface CloudWatchOptions {
  readonly stacks: readonly StackTemplate[]
  readonly store: MetricStore
  readonly desk: AlarmDesk
}

/** An alarm's name as CloudFormation would make it. */
interface Named {
  readonly id: string
  readonly name: string
  readonly words: string
  readonly isComposite: boolean
}

/**
 * CloudWatch as far as `qt` uses it: the templates' alarms, their changes, and sums and maxima of metrics. Everything
 * in one page, except that values are limited per request as in CloudWatch.
 */
export function cloudWatch(options: CloudWatchOptions): Readonly<Record<string, AwsAction>> {
  const { store, desk } = options
  const alarms = options.stacks.flatMap(alarmsOf)
  const byId = new Map(alarms.map(alarm => [alarm.id, alarm]))
  const on = (action: string) => `GraniteServiceVersion20100801.${action}`
  return {
    [on('DescribeAlarms')]: asked => describeAlarms(alarms, desk, asked as AlarmsAsked),
    [on('DescribeAlarmHistory')]: asked => describeHistory(byId, desk, asked as HistoryAsked),
    [on('GetMetricData')]: asked => metricData(store, asked as unknown as MetricsAsked),
  }
}

const alarmsOf = ({ name: stack, resources }: StackTemplate): readonly Named[] =>
  [...resources.values()].flatMap(({ logicalId: id, type, properties }) => {
    const isComposite = type === 'AWS::CloudWatch::CompositeAlarm'
    if (!isComposite && type !== 'AWS::CloudWatch::Alarm') return []
    const name = String(properties.AlarmName ?? `${stack}-${id}`)
    return { id, name, words: String(properties.AlarmDescription ?? ''), isComposite }
  })

interface AlarmsAsked {
  readonly AlarmNamePrefix?: string
  readonly AlarmTypes?: readonly string[]
  readonly StateValue?: string
}

function describeAlarms(
  alarms: readonly Named[],
  { changes }: AlarmDesk,
  { AlarmNamePrefix = '', AlarmTypes = ['MetricAlarm'], StateValue }: AlarmsAsked,
) {
  const shown = alarms
    .filter(({ name }) => name.startsWith(AlarmNamePrefix))
    .map(({ id, name, words, isComposite }) => {
      const last = changes.findLast(change => change.id === id)
      const told = { AlarmName: name, AlarmDescription: words, StateValue: last?.state ?? 'OK' }
      return { isComposite, told: { ...told, ...(last && { StateTransitionedTimestamp: last.at / 1000 }) } }
    })
    .filter(({ told }) => StateValue === undefined || told.StateValue === StateValue)
  const ofType = (type: string, composite: boolean) =>
    AlarmTypes.includes(type)
      ? shown.flatMap(({ isComposite, told }) => (isComposite === composite ? [told] : []))
      : []
  return { MetricAlarms: ofType('MetricAlarm', false), CompositeAlarms: ofType('CompositeAlarm', true) }
}

interface HistoryAsked {
  readonly AlarmTypes?: readonly string[]
  /** In seconds. */
  readonly StartDate?: number
  readonly EndDate?: number
}

function describeHistory(
  byId: ReadonlyMap<string, Named>,
  { changes }: AlarmDesk,
  { AlarmTypes = ['MetricAlarm'], StartDate = 0, EndDate = Number.POSITIVE_INFINITY }: HistoryAsked,
) {
  const AlarmHistoryItems = changes
    .filter(({ at }) => at / 1000 >= StartDate && at / 1000 <= EndDate)
    .flatMap(({ id, state, at }) => {
      const alarm = byId.get(id)
      const AlarmType = alarm?.isComposite ? 'CompositeAlarm' : 'MetricAlarm'
      if (!alarm || !AlarmTypes.includes(AlarmType)) return []
      const HistoryData = JSON.stringify({ version: '1.0', newState: { stateValue: state } })
      return {
        ...{ AlarmName: alarm.name, AlarmType, Timestamp: at / 1000, HistoryItemType: 'StateUpdate' },
        ...{ HistorySummary: `Alarm updated to ${state}`, HistoryData },
      }
    })
    .toReversed()
  return { AlarmHistoryItems }
}

interface MetricsAsked {
  /** In seconds. */
  readonly StartTime: number
  readonly EndTime: number
  readonly MetricDataQueries: readonly {
    readonly Id: string
    readonly MetricStat: {
      readonly Metric: {
        readonly Namespace: string
        readonly MetricName: string
        readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[]
      }
      readonly Stat: string
      readonly Period: number
    }
  }[]
  /** How many queries earlier pages answered. */
  readonly NextToken?: string
}

/**
 * CloudWatch returns 100,800 values per request; here it is a few queries, so that a caller that reads only one page
 * fails.
 */
const queriesAtOnce = 8

function metricData(store: MetricStore, asked: MetricsAsked) {
  const { StartTime, EndTime, MetricDataQueries, NextToken = '0' } = asked
  const [first, next] = [Number(NextToken), Number(NextToken) + queriesAtOnce]
  const MetricDataResults = MetricDataQueries.slice(first, next).map(({ Id, MetricStat }) => {
    const { Metric, Stat, Period } = MetricStat
    const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value]))
    const key = { namespace: Metric.Namespace, name: Metric.MetricName, dimensions }
    const points = store.points(key, StartTime * 1000, EndTime * 1000)
    const periods = [...Map.groupBy(points, ({ at }) => Math.floor(at / 1000 / Period) * Period)].toReversed()
    return {
      ...{ Id, Label: Metric.MetricName, StatusCode: 'Complete' },
      Timestamps: periods.map(([begins]) => begins),
      Values: periods.map(([, some]) =>
        statisticOf(
          Stat,
          some.map(({ value }) => value),
        ),
      ),
    }
  })
  return { MetricDataResults, ...(next < MetricDataQueries.length && { NextToken: String(next) }) }
}

function statisticOf(statistic: string, values: readonly number[]): number {
  if (statistic === 'Sum') return values.reduce((sum, value) => sum + value, 0)
  if (statistic === 'Maximum') return Math.max(...values)
  throw new AwsError('InvalidParameterValue', `the local CloudWatch knows Sum and Maximum; got ${statistic}`)
}
