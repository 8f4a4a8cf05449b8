import type { AlarmBase } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import { wanting } from '#notifications/channels.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { allowedForAlarms } from './for-alarms.ts'

/** The topic of alarms and forced closes, mailed to QT_ALARM_EMAIL if set. */
export class Notices extends Construct {
  readonly topic: Topic
  /** Whether it also tells when an alarm is over. */
  readonly #tellsEnds: boolean

  constructor(scope: Construct, id: string, deployment: Deployment, { key }: DataStack) {
    super(scope, id)
    this.#tellsEnds = wanting(deployment.channels, 'alarm-over').length > 0
    this.topic = new Topic(this, 'Topic', {
      displayName: `Quantum Trader (${deployment.name})`,
      enforceSSL: true,
      masterKey: key,
    })
    // A topic with its own policy loses the default one that lets CloudWatch publish.
    this.topic.addToResourcePolicy(allowedForAlarms(this, ['sns:Publish'], [this.topic.topicArn]))
    if (deployment.alarmEmail) this.topic.addSubscription(new EmailSubscription(deployment.alarmEmail))
  }

  /** Has the topic tell of an alarm. */
  tellOf(alarm: AlarmBase): void {
    const action = new SnsAction(this.topic)
    alarm.addAlarmAction(action)
    if (this.#tellsEnds) alarm.addOkAction(action)
  }
}
