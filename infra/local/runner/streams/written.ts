import type { OutsideRequest } from '../outside.ts'
import type { WireItem } from './stream-record.ts'

export interface KeyedTable {
  readonly table: string
  /** Attributes of its key. */
  readonly keys: readonly string[]
}

type Json = Readonly<Record<string, unknown>>

/** Writes that change one item, by the place of its key. */
const keyIn = { PutItem: 'Item', UpdateItem: 'Key', DeleteItem: 'Key' } as const
const isSingle = (action: string): action is keyof typeof keyIn => action in keyIn

/** An item that a request writes. */
export interface Written<Table extends KeyedTable> {
  readonly table: Table
  readonly keys: WireItem
}

/** The items of these tables that a request would write. */
export function writtenBy<Table extends KeyedTable>(
  { headers, body }: OutsideRequest,
  tables: ReadonlyMap<string, Table>,
): readonly Written<Table>[] {
  const [, action = ''] = String(headers['x-amz-target']).split('.')
  if (!isSingle(action) && action !== 'BatchWriteItem') return []
  const input = JSON.parse(body) as Json
  const written = (name: string, item: unknown): readonly Written<Table>[] => {
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

const keysOf = (item: WireItem, { keys }: KeyedTable): WireItem =>
  Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)))
