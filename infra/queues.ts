import { Duration } from 'aws-cdk-lib'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'

/** Receives before a message is put aside; also how often a crashing function is tried. */
const maxReceives = 5

export interface DeadLetteredQueueProps {
  /** Must outlast the timeout of the function that reads it, or a message is handled twice at once. */
  readonly visibility: Duration
  /** Ordered within a message group. Senders give the deduplication id: what is sent twice is theirs to know. */
  readonly fifo?: boolean
}

/** A queue, and the one its messages go to when they cannot be handled. */
export class DeadLetteredQueue extends Construct {
  readonly queue: Queue
  readonly deadLetters: Queue

  constructor(scope: Construct, id: string, { visibility, fifo = false }: DeadLetteredQueueProps) {
    super(scope, id)
    const kind = fifo ? { fifo: true, contentBasedDeduplication: false } : {}
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...kind,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'Queue', {
      ...kind,
      enforceSSL: true,
      visibilityTimeout: visibility,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
    })
  }
}
