import type {
  CompositeAlarm,
  DescribeAlarmsCommandInput,
  MetricAlarm,
  StateValue,
} from '@aws-sdk/client-cloudwatch'
import type { Connection } from './connect/connection.ts'
import { patience } from './connect/patience.ts'

/** An alarm of the deployment. */
export interface StackAlarm {
  readonly name: string
  readonly state: StateValue
  /** Time of its last change of state, in milliseconds. */
  readonly since?: number
  /** The alarm's description: what it means and what to do. */
  readonly words?: string
}

/** The stack's alarms, or only those in one state. */
export async function stackAlarms(
  { deployment }: Pick<Connection, 'deployment'>,
  state?: StateValue,
): Promise<readonly StackAlarm[]> {
  const { CloudWatchClient, paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch')
  const client = new CloudWatchClient(patience)
  // Names that CloudFormation makes begin with the stack's name.
  const asked: DescribeAlarmsCommandInput = {
    AlarmNamePrefix: alarmPrefix(deployment),
    // CloudWatch lists composite alarms only on request.
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    ...(state && { StateValue: state }),
  }
  try {
    const found: StackAlarm[] = []
    for await (const { MetricAlarms = [], CompositeAlarms = [] } of paginateDescribeAlarms({ client }, asked))
      found.push(...[...MetricAlarms, ...CompositeAlarms].map(alarmOf))
    return found
  } finally {
    client.destroy()
  }
}

export const alarmPrefix = (deployment: string) => `QuantumTrader-${deployment}-`

/** The alarm's name in the runbook: without the stack's prefix and CloudFormation's suffix. */
export function shortName(name: string, deployment: string): string {
  const [, own = name] =
    new RegExp(`^${alarmPrefix(deployment)}(?:App-)?(?:Alarms(?=[A-Z]))?(.+)$`).exec(name) ?? []
  return own.replace(/[0-9A-F]{8}(-[A-Za-z0-9]+)?$/, '')
}

function alarmOf(alarm: MetricAlarm | CompositeAlarm): StackAlarm {
  const { AlarmName = 'an alarm', StateValue = 'INSUFFICIENT_DATA', AlarmDescription: words } = alarm
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp
  return {
    name: AlarmName,
    state: StateValue,
    ...(since && { since: since.getTime() }),
    ...(words && { words }),
  }
}
