import type { Message } from '@aws-sdk/client-sqs'
import { batchFailures } from './batch-answer.ts'
import type { Instants } from './clock.ts'
import type { LocalFunction } from './local-function.ts'
import { recordOf } from './queue-record.ts'
import type { Outcome } from './thread-protocol.ts'

export interface EventSource {
  readonly queue: MappedQueue
  readonly queueArn: string
  /** What a message is before the function sees it. */
  readonly bodyOf?: (body: string) => string
  readonly batchSize: number
  readonly partialResponses: boolean
  /** Batches at once. */
  readonly concurrency: number
  readonly lambda: Pick<LocalFunction, 'description' | 'invoke'>
}

/** A queue as a mapping sees it: `denied` where the role of its function does not allow that. */
export interface MappedQueue {
  receive(most: number): Promise<readonly Message[] | 'denied'>
  remove(messages: readonly Message[]): Promise<'denied' | undefined>
  /** When the queue gives a received message out again, which the function may have changed; undefined if it did. */
  visibleAt(message: Message): Promise<number | undefined>
  /** Gives it out again now, if it does not do so by itself. */
  giveOut(message: Message): Promise<void>
}

export interface RunningEventSource {
  /** Told how many messages its queue would hand out, each time that this may have changed. */
  stir(deliverable: number): void
  close(): void
}

export interface EventSourceParts {
  readonly clock: Instants
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
  { clock, pollMs }: EventSourceParts,
): RunningEventSource {
  const { queue, lambda } = source
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
    const messages = await queue.receive(Math.min(source.batchSize, 10)).catch(error => {
      if (closed) return []
      throw error
    })
    if (closed) return
    polling = false
    // As Lambda does with a queue that it may not read: the messages wait, and it tries again.
    if (messages === 'denied') return look(deniedPauseMs)
    if (messages.length > 0) take(messages)
    look()
  }

  function take(messages: readonly Message[]): void {
    const Records = messages.map(message => {
      const record = recordOf(message, source.queueArn)
      return source.bodyOf ? { ...record, body: source.bodyOf(record.body) } : record
    })
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
    const failed = batchFailures(outcome, ids, { ...source, isStream: false })
    const done = messages.filter(({ MessageId = '' }) => !failed.has(MessageId))
    // What the function may not delete comes again.
    const isKept = done.length > 0 && (await queue.remove(done)) === 'denied'
    for (const message of messages) if (isKept || failed.has(message.MessageId ?? '')) await comeBack(message)
  }

  /** The queue makes it visible by itself; this is for the instant, which no speed may run past. */
  async function comeBack(message: Message): Promise<void> {
    const visibleAt = await clock.within(() => queue.visibleAt(message), order)
    clock.at(visibleAt ?? clock.now(), () => void queue.giveOut(message), order)
  }

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
