import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { Connection } from '../connect/connection.ts'
import { patience } from '../connect/patience.ts'
import { type Check, failure, ok } from './check.ts'

/** Which of the stack's alarms go off, each with its own words on what to do. */
export async function alarms({ stack, deployment }: Connection): Promise<readonly Check[]> {
  if (stack.local) return [ok('alarms', 'a local stack has none')]
  const { CloudWatchClient, paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch')
  const client = new CloudWatchClient(patience)
  try {
    const ringing: (MetricAlarm | CompositeAlarm)[] = []
    // Names that CloudFormation makes begin with the stack's.
    const asked = { StateValue: 'ALARM', AlarmNamePrefix: `QuantumTrader-${deployment}-` } as const
    for await (const page of paginateDescribeAlarms({ client }, asked))
      ringing.push(...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []))
    return ringing.length === 0 ? [ok('alarms', 'none is on')] : ringing.map(ringingCheck)
  } finally {
    client.destroy()
  }
}

const ringingCheck = ({ AlarmName = 'an alarm', AlarmDescription }: MetricAlarm | CompositeAlarm): Check =>
  failure('alarms', AlarmName, AlarmDescription ?? 'look at it in the CloudWatch console')
