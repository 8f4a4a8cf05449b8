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
  /** When it came to this state, in milliseconds. */
  readonly since?: number
  /** What it means and what to do, in its own words. */
  readonly words?: string
}

/** The alarms of the stack, or those in one state. */
export async function stackAlarms(
  { deployment }: Pick<Connection, 'deployment'>,
  state?: StateValue,
): Promise<readonly StackAlarm[]> {
  const { CloudWatchClient, paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch')
  const client = new CloudWatchClient(patience)
  // Names that CloudFormation makes begin with the stack's.
  const asked: DescribeAlarmsCommandInput = {
    AlarmNamePrefix: alarmPrefix(deployment),
    // Composite ones are told only to a client that asks for them.
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

/** As the runbook calls an alarm: without the stack before it, and what CloudFormation puts behind. */
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
