import type { DynamoDBRecord } from 'aws-lambda'
import type { WireItem } from '../streams/stream-record.ts'
import type { KeyedTable } from '../streams/written.ts'

/** A table that is kept from one run to the next, except its dispensable items. */
export interface KeptTable extends KeyedTable {
  /** The attribute with the time, in seconds, after which DynamoDB may delete an item. */
  readonly expiresBy: string | undefined
  /** Items with this partition key prefix are not kept. */
  readonly passing: readonly string[]
}

/** A message as it was in its queue. */
export interface KeptMessage {
  readonly id: string
  readonly body: string
  readonly attributes: Readonly<Record<string, KeptAttribute>>
  readonly sentAt: number
  readonly received: number
  readonly group?: string
  readonly deduplication?: string
  /** Invisible before this time, in milliseconds. */
  readonly delayedUntil?: number
}

interface KeptAttribute {
  readonly DataType: string
  readonly StringValue?: string
  readonly BinaryValue?: string
}

/** By queue, in the order of delivery. */
export type KeptQueues = Readonly<Record<string, readonly KeptMessage[]>>

/**
 * One change, as a line of a save: an item or a record of a stream (deleted if absent), or the content of all queues.
 * The last line about a thing counts.
 */
export type KeptLine =
  | { readonly table: string; readonly key: WireItem; readonly item?: WireItem }
  | { readonly streamed: string; readonly record?: DynamoDBRecord }
  | { readonly queues: KeptQueues }

/** The state that a run continues from. */
export interface KeptState {
  readonly items: readonly { readonly table: string; readonly item: WireItem }[]
  readonly queues: KeptQueues
  /** Records that some function has not finished, in the order of the writes. */
  readonly streamed: readonly DynamoDBRecord[]
}

/** The state that these lines add up to. */
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

/** The same for the same key, in any order of its attributes. */
export const idOf = ({ table, key }: { readonly table: string; readonly key: WireItem }): string =>
  JSON.stringify([table, Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1))])
