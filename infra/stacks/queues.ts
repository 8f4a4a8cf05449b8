import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { largestMessage } from '#domain/messages.ts'
import { crashReceives } from '#domain/retry.ts'

/** Every queue of ours uses TLS only and SQS's own encryption key, which costs nothing and lets services send. */
export const guarded = {
  enforceSSL: true,
  encryption: QueueEncryption.SQS_MANAGED,
} as const satisfies QueueProps

/** SQS's longest retention: the operator has to come and look. */
export const untilOperatorLooks = Duration.days(14)

export interface DeadLetteredQueueProps {
  /**
   * Must outlast the timeout of the function that reads it, or a message is handled twice at once. A queue that must
   * not wait for six timeouts (`timing.visibility` says why) allows more receives, because throttling uses them up.
   */
  readonly visibility: Duration
  /** Ordered within a message group. Senders choose the deduplication id: they know what is sent twice. */
  readonly fifo?: boolean
  /** Receives before a message goes to its dead-letter queue; default: enough for a function that crashes. */
  readonly receives?: number
}

/** A queue with its dead-letter queue. */
export class DeadLetteredQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(
    scope: Construct,
    id: string,
    { visibility, fifo = false, receives = crashReceives }: DeadLetteredQueueProps,
  ) {
    super(scope, id)
    const kind = fifo ? { fifo: true, contentBasedDeduplication: false } : {}
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...kind,
      ...guarded,
      retentionPeriod: untilOperatorLooks,
    })
    this.queue = new Queue(this, 'Queue', {
      ...kind,
      ...guarded,
      visibilityTimeout: visibility,
      retentionPeriod: Duration.days(4),
      maxMessageSizeBytes: largestMessage,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: receives },
    })
  }
}
