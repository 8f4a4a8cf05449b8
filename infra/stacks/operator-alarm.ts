import { Stack } from 'aws-cdk-lib'
import {
  Alarm,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import type { Construct } from 'constructs'
import type { Notices } from './notices.ts'

/** The alarm's name and its message to the operator. */
export interface Naming {
  readonly name: string
  /** The section of the runbook, when several alarms share one. */
  readonly section?: string
  readonly says: string
}

/** When an alarm goes off: `breaching` of the latest `periods` are at the threshold, or below it. */
export interface Terms {
  readonly threshold?: number
  readonly below?: boolean
  readonly breaching?: number
  readonly periods?: number
}

/**
 * CloudWatch evaluates past periods each minute, and metrics arrive seconds late, now and then a minute. One of the
 * last five periods catches a single event however late it arrives; the alarm clears five minutes after it.
 */
const once = { threshold: 1, below: false, breaching: 1, periods: 5 } as const satisfies Required<Terms>

/** CloudFormation knows renamed alarms by these old ids: under a new id, it would add another alarm. */
const formerNames: Readonly<Record<string, string>> = {
  LookNow: 'SomebodyMustLookNow',
  UnmanagedPosition: 'TwoOwners',
}

/**
 * An alarm on one metric or on a sum of metrics. Missing data is good, except when silence is what the alarm looks for.
 */
export function operatorAlarm(
  scope: Construct,
  notices: Notices,
  { metric, ...naming }: Naming & { readonly metric: IMetric },
  terms: Terms = {},
): Alarm {
  const { threshold, below, breaching, periods } = { ...once, ...terms }
  const { id, named } = identity(scope, naming.name)
  const alarm = new Alarm(scope, id, {
    ...(named && { alarmName: named }),
    alarmDescription: withRunbook(naming),
    metric,
    threshold,
    evaluationPeriods: periods,
    datapointsToAlarm: breaching,
    comparisonOperator: below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  })
  notices.tellOf(alarm)
  return alarm
}

/** A composite alarm: on while one of the others is. */
export function alarmOver(
  scope: Construct,
  notices: Notices,
  naming: Naming,
  alarms: readonly Alarm[],
): CompositeAlarm {
  const { id, named } = identity(scope, naming.name)
  const over = new CompositeAlarm(scope, id, {
    ...(named && { compositeAlarmName: named }),
    alarmDescription: withRunbook(naming),
    alarmRule: AlarmRule.anyOf(...alarms.map(alarm => AlarmRule.fromAlarm(alarm, AlarmState.ALARM))),
  })
  notices.tellOf(over)
  return over
}

/** An alarm that keeps a former id gets its name explicitly; the others are named after their id. */
function identity(scope: Construct, name: string): { readonly id: string; readonly named?: string } {
  const id = formerNames[name]
  return id ? { id, named: `${Stack.of(scope).stackName}-${name}` } : { id: name }
}

/** Leads the operator who was woken to the runbook, which has a section for each alarm. */
const withRunbook = ({ name, section = name, says }: Naming): string =>
  `${says}. What to do: docs/runbook.md#${section.toLowerCase()}`
