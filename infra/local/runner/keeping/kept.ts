import type { DynamoDBRecord } from 'aws-lambda'
import type { WireItem } from '../streams/stream-record.ts'
import type { KeyedTable } from '../streams/written.ts'

/** A table of which everything is kept from one run to the next, but for what it can do without. */
export interface KeptTable extends KeyedTable {
  /** The attribute with the time, in seconds, from which DynamoDB may take an item away. */
  readonly expiresBy: string | undefined
  /** Items whose partition key begins so are not kept. */
  readonly passing: readonly string[]
}

/** A message as it lay in its queue. */
export interface KeptMessage {
  readonly id: string
  readonly body: string
  readonly attributes: Readonly<Record<string, KeptAttribute>>
  readonly sentAt: number
  readonly received: number
  readonly group?: string
  readonly deduplication?: string
  /** Not to be handed out before, in milliseconds. */
  readonly delayedUntil?: number
}

interface KeptAttribute {
  readonly DataType: string
  readonly StringValue?: string
  readonly BinaryValue?: string
}

/** By queue, in the order in which they are handed out. */
export type KeptQueues = Readonly<Record<string, readonly KeptMessage[]>>

/**
 * One thing that has changed, as a line of what is saved: an item or a record of a stream (gone without one), or what
 * all queues hold. The last line about a thing is the one that holds.
 */
export type KeptLine =
  | { readonly table: string; readonly key: WireItem; readonly item?: WireItem }
  | { readonly streamed: string; readonly record?: DynamoDBRecord }
  | { readonly queues: KeptQueues }

/** What a run goes on from. */
export interface KeptState {
  readonly items: readonly { readonly table: string; readonly item: WireItem }[]
  readonly queues: KeptQueues
  /** What no function was done with, in the order of the writes. */
  readonly streamed: readonly DynamoDBRecord[]
}

/** What these lines, one after the other, come to. */
export function stateOf(lines: Iterable<KeptLine>): KeptState {
  const items = new Map<string, KeptState['items'][number]>()
  const streamed = new Map<string, DynamoDBRecord>()
  let queues: KeptQueues = {}
  for (const line of lines) {
    if ('queues' in line) queues = line.queues
    else if ('streamed' in line) {
      if (line.record) streamed.set(line.streamed, line.record)
      else streamed.delete(line.streamed)
    } else if (line.item) items.set(idOf(line), { table: line.table, item: line.item })
    else items.delete(idOf(line))
  }
  return { items: [...items.values()], queues, streamed: [...streamed.values()] }
}

/** The same for the same key, in whatever order its attributes were named. */
export const idOf = ({ table, key }: { readonly table: string; readonly key: WireItem }): string =>
  JSON.stringify([table, Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))])
