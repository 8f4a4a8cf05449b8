import { Duration } from 'aws-cdk-lib'
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { largestMessage } from '#domain/messages.ts'
import { crashReceives } from '#domain/retry.ts'

/** Every queue of ours: over TLS only, encrypted with SQS's own key, which costs nothing and lets services send. */
export const guarded = {
  enforceSSL: true,
  encryption: QueueEncryption.SQS_MANAGED,
} as const satisfies QueueProps

/** As long as SQS keeps anything: the operator has to come and look. */
export const untilOperatorLooks = Duration.days(14)

export interface DeadLetteredQueueProps {
  /**
   * Must outlast the timeout of the function that reads it, or a message is handled twice at once. Of a queue that
   * must not wait for six timeouts (`timing.visibility` says why), throttling spends receives: it has more of them.
   */
  readonly visibility: Duration
  /** Ordered within a message group. Senders give the deduplication id: what is sent twice is theirs to know. */
  readonly fifo?: boolean
  /** Receives before a message goes to its dead-letter queue; as many as for a function that crashes, if not given. */
  readonly receives?: number
}

/** A queue, and the one its messages go to when they cannot be handled. */
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
