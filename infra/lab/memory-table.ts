import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb'
import { holds, type References, updated } from './expression.ts'
import type { Item, Items, Key } from './items.ts'

export interface MemoryTable {
  readonly items: Items
  readonly documents: DynamoDBDocumentClient
  readonly table: string
}

/**
 * DynamoDB as far as the state uses it, in this process: the state's own code runs on it, so that leases, versions
 * and conditions are the deployed ones. `memory-table.test.ts` compares it with dynalite.
 */
export const memoryTable = (
  items: Items,
  seen: (answer: unknown) => unknown = answer => answer,
): MemoryTable => ({
  items,
  documents: clientThat(command => seen(answer(items, command))),
  table: 'memory',
})

/** Makes the SDK's paginators accept it as a client. */
const clientThat = (answers: (command: unknown) => unknown): DynamoDBDocumentClient =>
  Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, {
    send: async (command: unknown) => answers(command) as never,
  })

function answer(items: Items, command: unknown): unknown {
  if (command instanceof GetCommand) return { Item: copy(items.get(command.input.Key as unknown as Key)) }
  if (command instanceof PutCommand) return put(items, command.input)
  if (command instanceof UpdateCommand) return update(items, command.input)
  if (command instanceof QueryCommand) return query(items, command.input)
  if (command instanceof ScanCommand) return scan(items, command.input)
  if (command instanceof DeleteCommand) return void items.drop(command.input.Key as unknown as Key)
  if (command instanceof BatchGetCommand) {
    const [[table, { Keys = [] }] = ['', {}]] = Object.entries(command.input.RequestItems ?? {})
    const found = Keys.flatMap(key => items.get(key as unknown as Key) ?? [])
    return { Responses: { [table]: copy(found) } }
  }
  if (command instanceof BatchWriteCommand) {
    for (const { PutRequest, DeleteRequest } of Object.values(command.input.RequestItems ?? {}).flat()) {
      if (PutRequest?.Item) items.keep(copy(PutRequest.Item))
      if (DeleteRequest?.Key) items.drop(DeleteRequest.Key as unknown as Key)
    }
    return {}
  }
  throw new Error(`This table does not know ${(command as object).constructor.name}`)
}

interface Conditional {
  readonly ConditionExpression?: string | undefined
  readonly ExpressionAttributeNames?: Record<string, string> | undefined
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined
}

const refsOf = (input: Conditional): References => ({
  names: input.ExpressionAttributeNames ?? {},
  values: input.ExpressionAttributeValues ?? {},
})

function check(input: Conditional, item: Item | undefined): void {
  if (input.ConditionExpression === undefined || holds(input.ConditionExpression, item, refsOf(input))) return
  throw new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { httpStatusCode: 400 },
  })
}

function put(items: Items, input: PutCommand['input']): unknown {
  check(input, items.get(input.Item as unknown as Key))
  items.keep(copy(input.Item as Item))
  return {}
}

function update(items: Items, input: UpdateCommand['input']): unknown {
  const key = input.Key as unknown as Key
  const before = items.get(key)
  check(input, before)
  const next = copy(updated(input.UpdateExpression ?? '', before ?? { ...key }, refsOf(input)))
  items.keep(next)
  return { Attributes: copy(next) }
}

/** One page: `pk = :pk`, and a range or a prefix of the sort key. */
function query(items: Items, input: QueryCommand['input']): unknown {
  const values = input.ExpressionAttributeValues ?? {}
  const inRange = (sk: string) =>
    ':instant' in values
      ? sk.startsWith(String(values[':instant']))
      : sk >= String(values[':first']) && sk <= String(values[':last'])
  const found = items
    .under(String(values[':pk']))
    .filter(({ sk }) => inRange(sk as string))
    .sort(bySortKey)
  if (input.ScanIndexForward === false) found.reverse()
  return { Items: copy(found.slice(0, input.Limit)) }
}

/** One page: the items of a partition in the order of their sort keys. */
function scan(items: Items, input: ScanCommand['input']): unknown {
  const { FilterExpression: filter } = input
  const all = [...items.partitions()].sort().flatMap(pk => items.under(pk).toSorted(bySortKey))
  const found = all.filter(item => filter === undefined || holds(filter, item, refsOf(input)))
  return { Items: copy(found) }
}

/** Sort keys are unique within a partition. */
const bySortKey = (a: Item, b: Item): number => ((a.sk as string) < (b.sk as string) ? -1 : 1)

/** Frozen copies of this table: they can be returned and stored again without another copy. */
const copies = new WeakSet<object>()

/** A value after the document client's marshalling: plain data, without undefined attributes. */
function copy<T>(value: T): T {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error(`The table does not keep ${value}`)
  if (value === null || typeof value !== 'object' || copies.has(value)) return value
  const plain = Array.isArray(value) ? value.map(copy) : copyOf(value)
  copies.add(Object.freeze(plain))
  return plain as T
}

function copyOf(value: object): Item {
  if (Object.getPrototypeOf(value) !== Object.prototype)
    throw new Error(`The table keeps plain data, not ${value.constructor.name}`)
  const plain: Item = {}
  for (const key in value) {
    const each = (value as Item)[key]
    if (each !== undefined) plain[key] = copy(each)
  }
  return plain
}
