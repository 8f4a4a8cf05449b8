import { Duration } from 'aws-cdk-lib'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import type { Entry } from './entry.ts'
import { TradingFunction } from './function.ts'
import { allowState } from './grants.ts'
import { DeadLetteredQueue } from './queues.ts'

export interface SignalIntakeProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly entry: Entry
}

/** Where producers send signals, and the gate that judges them; what nobody can read goes to a queue of its own. */
export class SignalIntake extends Construct {
  readonly signals: DeadLetteredQueue
  readonly invalid: Queue

  constructor(scope: Construct, id: string, { deployment, data, entry }: SignalIntakeProps) {
    super(scope, id)
    this.signals = new DeadLetteredQueue(this, 'Signals', { visibility: Duration.seconds(120) })
    this.invalid = new Queue(this, 'Invalid', { enforceSSL: true, retentionPeriod: Duration.days(14) })
    const gate = new TradingFunction(this, 'SignalGate', {
      deployment,
      name: 'signal-gate',
      entry: 'functions/signal-gate/handler.ts',
      timeoutSeconds: 20,
      memoryMb: 512,
      resources: {
        QT_TABLE: data.table.tableName,
        QT_TRADE_QUEUE_URL: entry.trades.queue.queueUrl,
        QT_INVALID_QUEUE_URL: this.invalid.queueUrl,
      },
    })
    allowState(gate, data)
    gate.allow(['sqs:SendMessage'], entry.trades.queue.queueArn, this.invalid.queueArn)
    gate.live.addEventSource(
      new SqsEventSource(this.signals.queue, {
        batchSize: 10,
        maxConcurrency: 5,
        reportBatchItemFailures: true,
      }),
    )
  }
}
