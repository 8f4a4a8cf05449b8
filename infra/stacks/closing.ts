import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { closeReceives } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { type Placement, TradingFunction, wholeCoreMb } from './function.ts'
import { allowCredentials, allowNotices, allowState } from './grants.ts'
import type { Notices } from './notices.ts'
import { DeadLetteredQueue } from './queues.ts'

export interface ClosingProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly notices: Notices
  /** The network of the fixed address, if there is one. */
  readonly network: Placement | undefined
}

/** Closes positions and empties their order books, asked by the close queue or by the watch. */
export class Closing extends Construct {
  readonly closes: DeadLetteredQueue
  readonly closeCleanup: TradingFunction

  constructor(scope: Construct, id: string, { deployment, data, notices, network }: ClosingProps) {
    super(scope, id)
    this.closes = new DeadLetteredQueue(this, 'Closes', {
      fifo: true,
      visibility: Duration.millis(timing.visibility.closes),
      receives: closeReceives,
    })
    this.closeCleanup = new TradingFunction(this, 'CloseCleanup', {
      deployment,
      name: 'close-cleanup',
      entry: 'functions/close-cleanup/handler.ts',
      timeoutSeconds: timing.functions.closeCleanup.timeout / 1000,
      memoryMb: wholeCoreMb,
      network,
      reserved: deployment.reserved?.closeCleanup,
      resources: {
        table: data.table.tableName,
        secretId: data.credentials.secretArn,
        emergencyTopicArn: notices.topic.topicArn,
      },
    })
    allowState(this.closeCleanup, data, 'GetItem', 'Query', 'PutItem', 'UpdateItem', 'BatchWriteItem')
    allowCredentials(this.closeCleanup, data)
    allowNotices(this.closeCleanup, notices.topic, data)
    this.closeCleanup.takeFrom(this.closes.queue, { batchSize: 1, maxConcurrency: deployment.shares.closes })
  }
}
