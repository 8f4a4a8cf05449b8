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
import type { QueueCensus } from './services-protocol.ts'
import type { Outcome } from './thread-host.ts'

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
  /** Whether a message that the queue counts is on its way to the function, and time should wait for it. */
  underWay(census: QueueCensus): boolean
  close(): Promise<void>
}

export interface QueueClients {
  /** Receives and deletes as the function may. */
  readonly poller: SQSClient
  /** The runner's own. */
  readonly sqs: SQSClient
}

/** Longest wait of a receive, in seconds of real time; SQS allows no longer one. */
const longPollSeconds = 20
/** Market time between two tries to read a queue that the function may not read. */
const deniedPauseMs = 10_000

/**
 * Moves messages from a queue to a function as Lambda's event-source mapping does: a batch is deleted but for its
 * failures, and these come back once they have been invisible for the queue's time.
 */
export function startEventSource(
  source: EventSource,
  { poller, sqs }: QueueClients,
  clock: MarketClock,
): RunningEventSource {
  const { queueUrl: QueueUrl } = source
  const stop = new AbortController()
  /** Receipt handles in the function's hands, or invisible after it failed on them. */
  const known = new Set<string>()
  const batches = new Set<Promise<void>>()
  const stopped = new Promise<void>(resolve => stop.signal.addEventListener('abort', () => resolve()))
  let polling = false

  async function receive(): Promise<readonly Message[]> {
    polling = true
    try {
      const received = await poller.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: Math.min(source.batchSize, 10),
          WaitTimeSeconds: longPollSeconds,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
        }),
        { abortSignal: stop.signal },
      )
      return received.Messages ?? []
    } finally {
      polling = false
    }
  }

  /** As Lambda does with a queue that it may not read: the messages wait, and it tries again. */
  async function poll(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await pollWhileAllowed()
      } catch (error) {
        if (stop.signal.aborted) return
        if (!isDenied(error)) throw error
        await Promise.race([clock.sleep(deniedPauseMs), stopped])
      }
    }
  }

  async function pollWhileAllowed(): Promise<void> {
    // As Lambda does before it polls, to know how many pollers a queue needs.
    await poller.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }))
    while (!stop.signal.aborted) {
      const messages = await receive()
      if (messages.length > 0) take(messages)
      if (batches.size >= source.concurrency) await Promise.race([...batches, stopped])
    }
  }

  function take(messages: readonly Message[]): void {
    const release = clock.hold()
    for (const { ReceiptHandle = '' } of messages) known.add(ReceiptHandle)
    const Records = messages.map(message => recordOf(message, source.queueArn))
    const invoked = source.lambda.invoke(JSON.stringify({ Records }))
    const batch = finish(messages, invoked).finally(() => batches.delete(batch))
    batches.add(batch)
    // By then the invocation holds for itself, or waits for a thread.
    setImmediate(release)
  }

  async function finish(messages: readonly Message[], invoked: Promise<Outcome>) {
    const outcome = await invoked
    if (stop.signal.aborted) return
    const release = clock.hold()
    const ids = messages.map(({ MessageId = '' }) => MessageId)
    const failed = batchFailures(outcome, ids, source)
    const deleted = await remove(messages.filter(({ MessageId = '' }) => !failed.has(MessageId)))
    for (const message of messages)
      if (!deleted || failed.has(message.MessageId ?? '')) await comeBack(message)
    release()
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
    for (const { ReceiptHandle = '' } of done) known.delete(ReceiptHandle)
    return true
  }

  /** The queue makes it visible by itself; this is for the instant, which no speed may run past. */
  async function comeBack({ ReceiptHandle = '' }: Message): Promise<void> {
    const visibleAt = await source.visibleAt(ReceiptHandle)
    clock.at(visibleAt ?? clock.now(), () => {
      const release = clock.hold()
      sqs
        .send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))
        .catch(ignoreGone)
        .finally(() => {
          known.delete(ReceiptHandle)
          release()
        })
    })
  }

  const done = poll()
  return {
    underWay: ({ deliverable, inFlight }) => (polling && deliverable > 0) || inFlight > known.size,
    async close() {
      stop.abort()
      await done
    },
  }
}

const isDenied = (error: unknown): boolean => (error as Error).name === 'AccessDeniedException'

/** A message may have become visible by itself, or been deleted, in the meantime. */
function ignoreGone(error: Error): void {
  if (!['ReceiptHandleIsInvalid', 'MessageNotInflight', 'InvalidParameterValue'].includes(error.name))
    throw error
}
