import type { Message } from '@aws-sdk/client-sqs'
import { batchFailures } from './batch-answer.ts'
import type { Instants } from './clock.ts'
import type { LocalFunction } from './local-function.ts'
import { recordOf } from './queue-record.ts'
import type { Outcome } from './thread-protocol.ts'

export interface EventSource {
  readonly queue: MappedQueue
  readonly queueArn: string
  /** Transforms a message before the function sees it. */
  readonly bodyOf?: (body: string) => string
  readonly batchSize: number
  readonly partialResponses: boolean
  /** Concurrent batches. */
  readonly concurrency: number
  readonly lambda: Pick<LocalFunction, 'description' | 'invoke'>
}

/** A queue as a mapping sees it: `denied` if its function's role does not allow the call. */
export interface MappedQueue {
  receive(most: number): Promise<readonly Message[] | 'denied'>
  remove(messages: readonly Message[]): Promise<'denied' | undefined>
  /** When the queue delivers a received message again, which the function may have changed; undefined if it did. */
  visibleAt(message: Message): Promise<number | undefined>
  /** Delivers it again now, unless the queue does so itself. */
  giveOut(message: Message): Promise<void>
}

export interface RunningEventSource {
  /** Called with the number of visible messages, each time that it may have changed. */
  stir(deliverable: number): void
  close(): void
}

export interface EventSourceParts {
  readonly clock: Instants
  /** Market time from a message's arrival until its function gets it, in milliseconds. */
  readonly pollMs: number
}

/** Market time before another attempt to read a queue that the function's role may not read. */
const deniedPauseMs = 10_000

/**
 * Moves messages from a queue to a function as Lambda's event source mapping does: it deletes a batch except its
 * failures, which return after the queue's visibility timeout.
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

  /** Polls if there are messages and another batch may begin. */
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
    // Like Lambda with a queue that it may not read: messages stay, and it tries again.
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
    // A message that the function may not delete returns.
    const isKept = done.length > 0 && (await queue.remove(done)) === 'denied'
    for (const message of messages) if (isKept || failed.has(message.MessageId ?? '')) await comeBack(message)
  }

  /** The queue makes it visible itself; this timer marks the instant, so that no speed skips it. */
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
