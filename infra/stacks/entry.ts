import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { tradeReceives } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'
import type { Closing } from './closing.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { type Placement, TradingFunction, wholeCoreMb } from './function.ts'
import { allowCredentials, allowState } from './grants.ts'
import { DeadLetteredQueue } from './queues.ts'
import type { Watch } from './watch.ts'

export interface EntryProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly closing: Closing
  readonly watch: Watch
  /** The network of the fixed address, if there is one. */
  readonly network: Placement | undefined
}

/** The queue of accepted signals, in order per symbol, and the executor that opens and protects their positions. */
export class Entry extends Construct {
  readonly trades: DeadLetteredQueue
  readonly executor: TradingFunction

  constructor(scope: Construct, id: string, { deployment, data, closing, watch, network }: EntryProps) {
    super(scope, id)
    this.trades = new DeadLetteredQueue(this, 'Trades', {
      fifo: true,
      visibility: Duration.millis(timing.visibility.trades),
      receives: tradeReceives(deployment.signalMaxAgeMs),
    })
    // A signal that flips a position returns to the executor once that position is flat.
    closing.closeCleanup.tell({ tradeQueueUrl: this.trades.queue.queueUrl })
    closing.closeCleanup.allow(['sqs:SendMessage'], [this.trades.queue.queueArn])
    this.executor = new TradingFunction(this, 'Executor', {
      deployment,
      name: 'executor',
      entry: 'functions/executor/handler.ts',
      timeoutSeconds: timing.functions.executor.timeout / 1000,
      memoryMb: wholeCoreMb,
      network,
      resources: {
        table: data.table.tableName,
        secretId: data.credentials.secretArn,
        tradeQueueUrl: this.trades.queue.queueUrl,
        closeQueueUrl: closing.closes.queue.queueUrl,
        watchArn: watch.stateMachine.stateMachineArn,
      },
    })
    allowState(
      this.executor,
      data,
      'GetItem',
      'BatchGetItem',
      'Query',
      'PutItem',
      'UpdateItem',
      'BatchWriteItem',
    )
    allowCredentials(this.executor, data)
    this.executor.allow(['sqs:SendMessage'], [closing.closes.queue.queueArn])
    this.executor.allow(['states:StartExecution'], [watch.stateMachine.stateMachineArn])
    this.executor.allow(['sqs:ChangeMessageVisibility'], [this.trades.queue.queueArn])
    this.executor.takeFrom(this.trades.queue, { batchSize: 1, maxConcurrency: deployment.shares.entries })
  }
}
