import type { AlarmHistoryItem, CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { alarmPrefix, shortName } from '../../stack-alarms.ts'
import type { Alarms } from '../evidence.ts'

export interface Since {
  readonly deployment: string
  /** In milliseconds. */
  readonly from: number
  readonly now: number
}

/**
 * Each time that an alarm of the deployment went on. CloudWatch keeps this for a month, and lists all alarms of the
 * region.
 */
export async function readFired(
  client: CloudWatchClient,
  { deployment, from, now }: Since,
): Promise<Alarms['fired']> {
  const { paginateDescribeAlarmHistory } = await import('@aws-sdk/client-cloudwatch')
  const request = {
    AlarmTypes: ['MetricAlarm' as const, 'CompositeAlarm' as const],
    HistoryItemType: 'StateUpdate' as const,
    StartDate: new Date(from),
    EndDate: new Date(now),
  }
  const fired: { readonly name: string; readonly at: number }[] = []
  for await (const { AlarmHistoryItems = [] } of paginateDescribeAlarmHistory({ client }, request))
    fired.push(...AlarmHistoryItems.flatMap(item => wentOn(item, deployment) ?? []))
  return fired.toSorted((a, b) => a.at - b.at)
}

function wentOn({ AlarmName = '', Timestamp, HistoryData = '{}' }: AlarmHistoryItem, deployment: string) {
  if (!AlarmName.startsWith(alarmPrefix(deployment)) || !Timestamp) return undefined
  const { newState } = JSON.parse(HistoryData) as { readonly newState?: { readonly stateValue?: string } }
  return newState?.stateValue === 'ALARM'
    ? { name: shortName(AlarmName, deployment), at: Timestamp.getTime() }
    : undefined
}
