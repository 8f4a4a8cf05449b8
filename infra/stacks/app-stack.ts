import { CfnOutput, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { Alarms } from './alarms.ts'
import { Closing } from './closing.ts'
import { Overview } from './dashboard.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { FixedEgress } from './egress.ts'
import { Entry } from './entry.ts'
import { Notices } from './notices.ts'
import { Notifier } from './notifier.ts'
import { Operator } from './operator.ts'
import { recordOf } from './planned.ts'
import { RuleSignals } from './rule-signals.ts'
import { Sentinel } from './sentinel.ts'
import { SignalIntake } from './signal-intake.ts'
import { Watch } from './watch.ts'
import { Webhook } from './webhook.ts'

/** What each release replaces: functions, queues, the watch and its alarms. */
export class AppStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, data: DataStack) {
    super(scope, `QuantumTrader-${deployment.name}-App`, {
      description: `Quantum Trader (${deployment.name}): functions, queues, watch, alarms`,
      env: { region: deployment.region },
    })
    const notices = new Notices(this, 'Notices', deployment, data)
    const { egressAddress } = data
    const address = egressAddress && new FixedEgress(this, 'Egress', data, egressAddress).placement
    const network = deployment.egress === 'fixed' ? address : undefined
    const closing = new Closing(this, 'Closing', { deployment, data, notices, network })
    const watch = new Watch(this, 'Watch', { deployment, data, closing, network })
    const sentinel = deployment.sentinel
      ? new Sentinel(this, 'Sentinel', { deployment, data, watch, network })
      : undefined
    const entry = new Entry(this, 'Entry', { deployment, data, closing, watch, network })
    const intake = new SignalIntake(this, 'SignalIntake', { deployment, data, entry })
    const { doors, rule } = deployment
    const webhook = doors && new Webhook(this, 'Webhook', { deployment, data, intake, doors })
    const ruleSignals = rule && new RuleSignals(this, 'RuleSignals', { deployment, intake, rule })
    const notifier =
      deployment.channels.length > 0
        ? new Notifier(this, 'Notifier', { deployment, data, notices })
        : undefined
    const operator = address && new Operator(this, 'Operator', { deployment, data, network: address })
    new Alarms(this, 'Alarms', {
      deployment,
      notices,
      intake,
      entry,
      closing,
      watch,
      operator,
      webhook,
      ruleSignals,
      notifier,
      sentinel,
    })
    const overview = new Overview(this, 'Overview', {
      deployment,
      intake,
      entry,
      closing,
      watch,
      operator,
      sentinel,
    })

    const record = recordOf(deployment)
    const outputs = {
      SignalQueueUrl: [intake.signals.queue.queueUrl, 'Where producers send signals'],
      SignalProducerPolicyArn: [
        intake.producer.managedPolicyArn,
        'Policy to attach to programs that send signals',
      ],
      InvalidQueueUrl: [intake.invalid.queueUrl, 'Signals that could not be read, with the reason'],
      TradeQueueUrl: [entry.trades.queue.queueUrl, 'Accepted signals on their way to the executor'],
      CloseQueueUrl: [closing.closes.queue.queueUrl, 'Positions to be closed'],
      TableName: [data.table.tableName, 'Account, positions, journal and signals'],
      SecretId: [data.credentials.secretArn, 'The exchange credentials'],
      SignalDeadLettersUrl: [intake.signals.deadLetters.queueUrl, 'Signals whose handling failed'],
      TradeDeadLettersUrl: [entry.trades.deadLetters.queueUrl, 'Trades whose handling failed'],
      CloseDeadLettersUrl: [closing.closes.deadLetters.queueUrl, 'Closes whose handling failed'],
      MissedStartsUrl: [watch.missedStarts.queueUrl, 'Starts of the watch that could not be made'],
      TopicArn: [notices.topic.topicArn, 'Alarms and forced closes: subscribe here'],
      DashboardName: [overview.dashboard.dashboardName, 'The dashboard in CloudWatch'],
      ...(webhook && {
        WebhookUrl: [webhook.url, 'Address for signals over HTTPS; the source’s name follows it'],
        WebhookTokensId: [webhook.tokens.secretArn, 'Hashes of the tokens: qt token writes them'],
      }),
      ...(notifier && {
        NotificationDiscardsUrl: [
          notifier.discards.queueUrl,
          'Changes and alarms that could not be handed to the channels',
        ],
        NotToldUrls: [notifier.notToldUrls, 'The dead-letter queue of each channel'],
        NotifySecretId: [notifier.secret.secretArn, 'Credentials of the channels: qt notify set writes them'],
      }),
      ...(operator && {
        OperatorFunction: [
          operator.carrier.live.functionArn,
          'The function through which qt asks the exchange',
        ],
        OperatorPolicyArn: [operator.policy.managedPolicyArn, 'Policy to attach to operators'],
      }),
      Deployment: [deployment.name, 'Which deployment this is'],
      Settings: [record.Settings, 'Settings given at the deploy'],
      Choices: [record.Choices, 'Other choices given at the deploy'],
      Origins: [record.Origins, 'Where each given setting came from'],
    }
    for (const [name, [value = '', description = '']] of Object.entries(outputs)) {
      new CfnOutput(this, name, { value, description })
    }
  }
}
