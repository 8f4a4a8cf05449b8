import type { DynamoDBRecord } from 'aws-lambda'
import type { AccessRules, Judged } from '../access/access.ts'
import type { KeptState, KeptTable } from './keeping/kept.ts'
import type { OutsideAnswer, OutsideRequest } from './outside.ts'
import type { StreamedTable } from './streams/table-streams.ts'

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

export type Service = 'dynamodb' | 'queues'

export interface Services {
  /** Takes a request as over the network, signature and all. */
  ask(service: Service, request: OutsideRequest): Promise<OutsideAnswer>
  createQueue(name: string, attributes: Readonly<Record<string, string>>): void
  createTopic(name: string): void
  /** Makes a stream of what is written to a table from now on. */
  followTable(table: StreamedTable): void
  /** Has cuts hold what is written to a table from now on. */
  keepTable(table: KeptTable): void
  /** No function has anything more to do with these records of streams, by their ids: cuts hold them no longer. */
  streamRead(ids: readonly string[]): void
  /** Fills tables and queues with what was kept of another run. */
  restore(state: KeptState): Promise<void>
  /**
   * Lines of what has changed since the last cut, or of all that is kept: tables, their streams and queues at one
   * instant, so that none is ahead of another.
   */
  cut(isWhole: boolean): Promise<readonly string[]>
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
}

export type ServiceName = keyof Services

export interface ServiceCall {
  readonly id: number
  /** Market time, which is the services' own until the next call. */
  readonly at: number
  readonly service: ServiceName
  readonly args: readonly unknown[]
}

export type FromServices = { readonly type: 'ready' } | ServiceAnswer

export type ServiceAnswer = {
  readonly type: 'answer'
  readonly id: number
  /** What a queue would hand out now, where the call may have changed it. */
  readonly deliverable?: Deliverable
  /** What the call has changed in tables that have a stream. */
  readonly streamed?: readonly DynamoDBRecord[]
} & ({ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string })

/** By queue: messages that a receive would get. */
export type Deliverable = Readonly<Record<string, number>>
