import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import { Closing } from './closing.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { Entry } from './entry.ts'
import { Notices } from './notices.ts'
import { SignalIntake } from './signal-intake.ts'
import { Watch } from './watch.ts'

/** What a release replaces: functions, queues, the watch and its alarms. */
export class AppStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, data: DataStack) {
    super(scope, `QuantumTrader-${deployment.name}-App`, {
      description: `Quantum Trader (${deployment.name}): functions, queues, watch, alarms`,
    })
    const notices = new Notices(this, 'Notices', deployment)
    const closing = new Closing(this, 'Closing', { deployment, data, notices })
    const watch = new Watch(this, 'Watch', { deployment, data, closing })
    const entry = new Entry(this, 'Entry', { deployment, data, closing, watch })
    const intake = new SignalIntake(this, 'SignalIntake', { deployment, data, entry })
    new Alarms(this, 'Alarms', { deployment, notices, intake, entry, closing, watch })

    new CfnOutput(this, 'SignalQueueUrl', {
      value: intake.signals.queue.queueUrl,
      description: 'Where producers send',
    })
    new CfnOutput(this, 'InvalidQueueUrl', {
      value: intake.invalid.queueUrl,
      description: 'Unreadable signals',
    })
  }
}
