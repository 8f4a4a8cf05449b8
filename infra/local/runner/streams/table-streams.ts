import type { DynamoDBRecord } from 'aws-lambda'
import type { OutsideAnswer, OutsideRequest } from '../outside.ts'
import { isChange, streamRecord, type View, type WireItem } from './stream-record.ts'

/** A table that has a stream. */
export interface StreamedTable {
  readonly table: string
  /** Attributes of its key. */
  readonly keys: readonly string[]
  readonly streamArn: string
  readonly view: View
}

export interface TableStreams {
  /** Keeps what changes in that table from now on. */
  follow(table: StreamedTable): void
  /** Has the table answer, and keeps what the request changed. One request at a time, or changes are mixed up. */
  pass(request: OutsideRequest, at: number): Promise<OutsideAnswer>
  /** What has changed since it was asked last, in the order of the writes. */
  take(): readonly DynamoDBRecord[]
}

type Json = Readonly<Record<string, unknown>>
type Ask = (request: OutsideRequest) => Promise<OutsideAnswer>

/** Writes that change one item, by where their key stands. */
const keyIn = { PutItem: 'Item', UpdateItem: 'Key', DeleteItem: 'Key' } as const
const isSingle = (action: string): action is keyof typeof keyIn => action in keyIn

/**
 * The streams of tables, made of the writes that reach them: each item that a request names is read before and after
 * it. DynamoDB on this machine (dynalite) has none of its own.
 */
export function createTableStreams(ask: Ask): TableStreams {
  const tables = new Map<string, StreamedTable>()
  let kept: DynamoDBRecord[] = []
  let changes = 0

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

  async function itemAt(request: OutsideRequest, { table, keys }: Written): Promise<WireItem | undefined> {
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

interface Written {
  readonly table: StreamedTable
  readonly keys: WireItem
}

/** The items that a request would write, of tables that have a stream. */
function writtenBy(
  { headers, body }: OutsideRequest,
  tables: ReadonlyMap<string, StreamedTable>,
): readonly Written[] {
  const [, action = ''] = String(headers['x-amz-target']).split('.')
  if (!isSingle(action) && action !== 'BatchWriteItem') return []
  const input = JSON.parse(body) as Json
  const written = (name: string, item: unknown): readonly Written[] => {
    const table = tables.get(name)
    return table ? [{ table, keys: keysOf(item as WireItem, table) }] : []
  }
  if (isSingle(action)) return written(String(input.TableName), input[keyIn[action]])
  const requests = (input.RequestItems ?? {}) as Readonly<Record<string, readonly BatchedWrite[]>>
  return Object.entries(requests).flatMap(([name, all]) =>
    all.flatMap(({ PutRequest, DeleteRequest }) => written(name, PutRequest?.Item ?? DeleteRequest?.Key)),
  )
}

interface BatchedWrite {
  readonly PutRequest?: { readonly Item: WireItem }
  readonly DeleteRequest?: { readonly Key: WireItem }
}

const keysOf = (item: WireItem, { keys }: StreamedTable): WireItem =>
  Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)))
