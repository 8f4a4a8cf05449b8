import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs'
import { batchFailures } from './batch-answer.ts'
import type { MarketClock } from './clock.ts'
import type { LocalFunction } from './local-function.ts'
import { recordOf } from './queue-record.ts'
import type { Outcome } from './thread-protocol.ts'

export interface EventSource {
  readonly queueUrl: string
  readonly queueArn: string
  readonly fifo: boolean
  /** When the queue gives a received message out again, which the function may have changed; undefined if it did. */
  visibleAt(receiptHandle: string): Promise<number | undefined>
  readonly batchSize: number
  readonly partialResponses: boolean
  /** Batches at once. */
  readonly concurrency: number
  readonly lambda: LocalFunction
}

export interface RunningEventSource {
  /** Told how many messages its queue would hand out, each time that this may have changed. */
  stir(deliverable: number): void
  close(): void
}

export interface EventSourceParts {
  readonly clock: MarketClock
  /** Receives and deletes as the function may. */
  readonly poller: SQSClient
  /** The runner's own. */
  readonly sqs: SQSClient
  /** Milliseconds of market time from a message's arrival to its function. */
  readonly pollMs: number
}

/** Market time between two tries to read a queue that the function may not read. */
const deniedPauseMs = 10_000

/**
 * Moves messages from a queue to a function as Lambda's event-source mapping does: a batch is deleted but for its
 * failures, and these come back once they have been invisible for the queue's time.
 */
export function startEventSource(
  source: EventSource,
  { clock, poller, sqs, pollMs }: EventSourceParts,
): RunningEventSource {
  const { queueUrl: QueueUrl, lambda } = source
  const order = [lambda.description.label, 0, 0] as const
  const batches = new Set<Promise<void>>()
  let deliverable = 0
  let polling = false
  let closed = false

  /** Polls where there is something, and a batch may begin. */
  function look(afterMs = pollMs): void {
    if (closed || polling || deliverable === 0 || batches.size >= source.concurrency) return
    polling = true
    clock.at(clock.now() + afterMs, () => void poll(), order)
  }

  async function poll(): Promise<void> {
    try {
      const messages = await receive()
      polling = false
      if (messages.length > 0) take(messages)
      look()
    } catch (error) {
      if (closed) return
      if (!isDenied(error)) throw error
      // As Lambda does with a queue that it may not read: the messages wait, and it tries again.
      polling = false
      look(deniedPauseMs)
    }
  }

  async function receive(): Promise<readonly Message[]> {
    const received = await poller.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(source.batchSize, 10),
        WaitTimeSeconds: 0,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    )
    return received.Messages ?? []
  }

  function take(messages: readonly Message[]): void {
    const Records = messages.map(message => recordOf(message, source.queueArn))
    const invoked = lambda.invoke(JSON.stringify({ Records }))
    const batch = finish(messages, invoked).finally(() => {
      batches.delete(batch)
      look()
    })
    batches.add(batch)
  }

  async function finish(messages: readonly Message[], invoked: Promise<Outcome>): Promise<void> {
    const outcome = await invoked
    if (closed) return
    const ids = messages.map(({ MessageId = '' }) => MessageId)
    const failed = batchFailures(outcome, ids, source)
    const deleted = await remove(messages.filter(({ MessageId = '' }) => !failed.has(MessageId)))
    for (const message of messages)
      if (!deleted || failed.has(message.MessageId ?? '')) await comeBack(message)
  }

  /** False when the function may not delete: all of them come again. */
  async function remove(done: readonly Message[]): Promise<boolean> {
    if (done.length === 0) return true
    const Entries = done.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }))
    try {
      await poller.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }))
    } catch (error) {
      if (!isDenied(error)) throw error
      return false
    }
    return true
  }

  /** The queue makes it visible by itself; this is for the instant, which no speed may run past. */
  async function comeBack({ ReceiptHandle = '' }: Message): Promise<void> {
    const visibleAt = await clock.within(() => source.visibleAt(ReceiptHandle), order)
    const makeVisible = new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })
    clock.at(visibleAt ?? clock.now(), () => void sqs.send(makeVisible).catch(ignoreGone), order)
  }

  // As Lambda does before it polls, to know how many pollers a queue needs.
  poller.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] })).catch(error => {
    if (!isDenied(error)) throw error
  })
  return {
    stir(now) {
      deliverable = now
      look()
    },
    close() {
      closed = true
    },
  }
}

const isDenied = (error: unknown): boolean => (error as Error).name === 'AccessDeniedException'

/** A message may have become visible by itself, or been deleted, in the meantime. */
function ignoreGone(error: Error): void {
  if (!['ReceiptHandleIsInvalid', 'MessageNotInflight', 'InvalidParameterValue'].includes(error.name))
    throw error
}
