import type { DynamoDBRecord } from 'aws-lambda'
import type { OutsideAnswer, OutsideRequest } from '../outside.ts'
import { isChange, streamRecord, type View, type WireItem } from './stream-record.ts'
import { type KeyedTable, type Written, writtenBy } from './written.ts'

/** A table that has a stream. */
export interface StreamedTable extends KeyedTable {
  readonly streamArn: string
  readonly view: View
}

export interface TableStreams {
  /** Records changes in that table from now on. */
  follow(table: StreamedTable): void
  /**
   * Lets the table answer a request, and records its changes. One request at a time, or changes would be mixed up.
   */
  pass(request: OutsideRequest, at: number): Promise<OutsideAnswer>
  /** Changes since the last call, in the order of the writes. */
  take(): readonly DynamoDBRecord[]
}

type Ask = (request: OutsideRequest) => Promise<OutsideAnswer>

/**
 * The streams of tables, derived from the writes: each item that a request names is read before and after it, since
 * the local DynamoDB (dynalite) has no streams. Records are numbered from `after` on.
 */
export function createTableStreams(ask: Ask, after = 0): TableStreams {
  const tables = new Map<string, StreamedTable>()
  let kept: DynamoDBRecord[] = []
  let changes = after

  async function pass(request: OutsideRequest, at: number): Promise<OutsideAnswer> {
    const named = tables.size > 0 ? writtenBy(request, tables) : []
    if (named.length === 0) return ask(request)
    const read = () => Promise.all(named.map(item => itemAt(request, item)))
    const before = await read()
    const answer = await ask(request)
    const after = await read()
    for (const [index, { table, keys }] of named.entries()) {
      const change = { keys, before: before[index], after: after[index] }
      if (!isChange(change)) continue
      changes += 1
      kept.push(streamRecord(change, { ...table, number: changes, at }))
    }
    return answer
  }

  async function itemAt(
    request: OutsideRequest,
    { table, keys }: Written<StreamedTable>,
  ): Promise<WireItem | undefined> {
    const body = JSON.stringify({ TableName: table.table, Key: keys, ConsistentRead: true })
    const { 'content-length': _, ...headers } = request.headers
    const asked = { ...headers, 'x-amz-target': 'DynamoDB_20120810.GetItem' }
    const answer = await ask({ ...request, headers: asked, body })
    if ('failure' in answer || answer.status !== 200)
      throw new Error(
        `the stream of ${table.table} could not read ${JSON.stringify(keys)}: ${JSON.stringify(answer)}`,
      )
    return (JSON.parse(answer.body) as { readonly Item?: WireItem }).Item
  }

  return {
    follow: table => void tables.set(table.table, table),
    pass,
    take() {
      const taken = kept
      kept = []
      return taken
    },
  }
}
