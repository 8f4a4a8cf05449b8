import { Duration, Validations } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import type { Entry } from './entry.ts'
import { TradingFunction } from './function.ts'
import { allowState } from './grants.ts'
import { DeadLetteredQueue, guarded, untilOperatorLooks } from './queues.ts'

export interface SignalIntakeProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly entry: Entry
}

/**
 * The queue that producers send signals to, and the gate that judges them; unreadable messages go to a separate queue.
 */
export class SignalIntake extends Construct {
  readonly signals: DeadLetteredQueue
  readonly invalid: Queue
  readonly gate: TradingFunction
  /** Policy for programs that send signals: the account's administrator attaches it. */
  readonly producer: ManagedPolicy

  constructor(scope: Construct, id: string, { deployment, data, entry }: SignalIntakeProps) {
    super(scope, id)
    this.signals = new DeadLetteredQueue(this, 'Signals', {
      visibility: Duration.millis(timing.visibility.signals),
    })
    this.invalid = new Queue(this, 'Invalid', { ...guarded, retentionPeriod: untilOperatorLooks })
    Validations.of(this.invalid).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself where invalid messages are kept: the operator reads it, no function does.',
    })
    this.gate = new TradingFunction(this, 'SignalGate', {
      deployment,
      name: 'signal-gate',
      entry: 'functions/signal-gate/handler.ts',
      timeoutSeconds: timing.functions.signalGate.timeout / 1000,
      memoryMb: 512,
      resources: {
        table: data.table.tableName,
        tradeQueueUrl: entry.trades.queue.queueUrl,
        invalidQueueUrl: this.invalid.queueUrl,
      },
    })
    this.producer = new ManagedPolicy(this, 'SignalProducer', {
      description: `Quantum Trader (${deployment.name}): may send signals, and nothing else`,
      // The queue is encrypted with SQS's own key, which needs no permission.
      statements: [
        new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.signals.queue.queueArn] }),
      ],
    })
    allowState(this.gate, data, 'GetItem', 'PutItem', 'UpdateItem')
    this.gate.allow(['sqs:SendMessage'], [entry.trades.queue.queueArn, this.invalid.queueArn])
    this.gate.takeFrom(this.signals.queue, { batchSize: 10, maxConcurrency: deployment.shares.signals })
  }
}
