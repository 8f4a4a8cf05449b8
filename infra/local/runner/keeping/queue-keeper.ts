import type { FauxqsServer } from 'fauxqs'
import type { KeptMessage, KeptQueues } from './kept.ts'

type Queues = Pick<FauxqsServer, 'inspectQueue' | 'sendMessage'>
type Messages = NonNullable<ReturnType<FauxqsServer['inspectQueue']>>['messages']
type Message = Messages['ready'][number]

/**
 * The content of these queues. Received messages that are not deleted yet come first: their functions end with this
 * run, and the messages are delivered again.
 */
export const queuesKept = (queues: Queues, names: readonly string[]): KeptQueues =>
  Object.fromEntries(
    names.flatMap(name => {
      const { ready = [], delayed = [], inflight = [] } = queues.inspectQueue(name)?.messages ?? {}
      const received = inflight
        .map(({ message }) => message)
        .sort((a, b) => a.sentTimestamp - b.sentTimestamp)
      const all = [...received, ...ready, ...delayed].map(kept)
      return all.length > 0 ? [[name, all]] : []
    }),
  )

function kept(message: Message): KeptMessage {
  const { messageId: id, body, messageAttributes: attributes, sentTimestamp: sentAt } = message
  const { messageGroupId: group, messageDeduplicationId: deduplication, delayUntil: delayedUntil } = message
  return {
    ...{ id, body, attributes, sentAt, received: message.approximateReceiveCount },
    ...(group !== undefined && { group }),
    ...(deduplication !== undefined && { deduplication }),
    ...(delayedUntil !== undefined && { delayedUntil }),
  }
}

/** Puts kept messages into the new, empty queues; messages of a queue that no longer exists are dropped. */
export function restoreQueues(queues: Queues, names: readonly string[], kept: KeptQueues, at: number): void {
  for (const [name, messages] of Object.entries(kept)) {
    if (!names.includes(name)) continue
    for (const message of messages) restoreMessage(queues, name, message, at)
  }
}

function restoreMessage(queues: Queues, name: string, message: KeptMessage, at: number): void {
  const { id, body, attributes, sentAt, received, group, deduplication, delayedUntil = 0 } = message
  const { messageId } = queues.sendMessage(name, body, {
    messageAttributes: { ...attributes },
    ...(group !== undefined && { messageGroupId: group, messageDeduplicationId: id }),
    ...(group === undefined && delayedUntil > at && { delaySeconds: Math.ceil((delayedUntil - at) / 1000) }),
  })
  const { ready = [], delayed = [] } = queues.inspectQueue(name)?.messages ?? {}
  const made = [...ready, ...delayed].find(each => each.messageId === messageId)
  if (!made) throw new Error(`expected message ${id} in ${name}, got none`)
  // It remains the original message: its age and its receive count continue.
  Object.assign(made, {
    ...{ messageId: id, sentTimestamp: sentAt, approximateReceiveCount: received },
    ...(deduplication !== undefined && { messageDeduplicationId: deduplication }),
  })
}
