import type { DynamoDBRecord } from 'aws-lambda'
import type { AccessRules, Judged } from '../access/access.ts'
import type { KeptState, KeptTable } from './keeping/kept.ts'
import type { OutsideAnswer, OutsideRequest } from './outside.ts'
import type { StreamedTable } from './streams/table-streams.ts'

/** The runner's interface to the thread with the table and the queues. */

export interface QueueCensus {
  /** Visible messages. */
  readonly deliverable: number
  /** Messages in flight: received, and neither deleted nor visible again. */
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
  /** Takes a request as if over the network, signature included. */
  ask(service: Service, request: OutsideRequest): Promise<OutsideAnswer>
  createQueue(name: string, attributes: Readonly<Record<string, string>>): void
  createTopic(name: string): void
  /** Makes a stream of writes to a table from now on. */
  followTable(table: StreamedTable): void
  /** From now on cuts include writes to a table. */
  keepTable(table: KeptTable): void
  /** All functions are done with these records of streams, by id: cuts no longer hold them. */
  streamRead(ids: readonly string[]): void
  /** Fills tables and queues with another run's kept state. */
  restore(state: KeptState): Promise<void>
  /**
   * Lines of the changes since the last cut, or of everything: tables, their streams and queues at one instant, so
   * that none is ahead of another.
   */
  cut(isWhole: boolean): Promise<readonly string[]>
  census(): Readonly<Record<string, QueueCensus>>
  /** All messages of a queue, whether visible or not. */
  messages(queue: string): readonly QueuedMessage[]
  /** When a received message becomes visible again, in milliseconds; undefined if it is not in flight. */
  visibleAt(queue: string, receiptHandle: string): number | undefined
  published(): readonly PublishedNotice[]
  /** Replaces the permissions from now on. */
  setAccess(rules: AccessRules): void
  /** Calls to these services so far, and whether they were allowed. */
  judged(): readonly Judged[]
}

export type ServiceName = keyof Services

export interface ServiceCall {
  readonly id: number
  /** Market time, which the services keep until the next call. */
  readonly at: number
  readonly service: ServiceName
  readonly args: readonly unknown[]
}

export type FromServices = { readonly type: 'ready' } | ServiceAnswer

export type ServiceAnswer = {
  readonly type: 'answer'
  readonly id: number
  /** A queue's visible messages, if the call may have changed them. */
  readonly deliverable?: Deliverable
  /** The call's changes in tables with a stream. */
  readonly streamed?: readonly DynamoDBRecord[]
} & ({ readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string })

/** By queue: visible messages. */
export type Deliverable = Readonly<Record<string, number>>
