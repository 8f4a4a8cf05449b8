import type { AccessRules, Judged } from '../access/access.ts'

/** What the runner asks of the thread in which the table and the queues live. */

export interface QueueCensus {
  /** Messages that a receive would get now. */
  readonly deliverable: number
  /** Received and neither deleted nor visible again. */
  readonly inFlight: number
  /** When the oldest message was sent, visible or not; undefined in an empty queue. */
  readonly oldestSentAt?: number | undefined
}

export interface QueuedMessage {
  readonly body: string
  readonly receiveCount: number
  readonly groupId: string | undefined
}

export interface PublishedNotice {
  readonly topicArn: string
  readonly message: string
}

export interface Services {
  createQueue(name: string, attributes: Readonly<Record<string, string>>): void
  createTopic(name: string): void
  census(): Readonly<Record<string, QueueCensus>>
  /** All messages of a queue, whether visible or not. */
  messages(queue: string): readonly QueuedMessage[]
  /** When a received message comes again, in milliseconds; undefined when it is not in flight. */
  visibleAt(queue: string, receiptHandle: string): number | undefined
  published(): readonly PublishedNotice[]
  /** Whose calls are let through from now on. */
  setAccess(rules: AccessRules): void
  /** What was asked of these services, and what was answered. */
  judged(): readonly Judged[]
  /** Ports on the loopback address. */
  ports(): { readonly dynamodb: number; readonly queues: number }
}

export type ServiceName = keyof Services

export interface ServiceCall {
  readonly id: number
  readonly service: ServiceName
  readonly args: readonly unknown[]
}

export type ServiceAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }
