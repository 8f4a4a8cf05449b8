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

export type Item = Record<string, unknown>
type Key = { readonly pk: string; readonly sk: string }

export interface MemoryTable {
  /** All that is in it, by `keyOf`. */
  readonly items: ReadonlyMap<string, Item>
  readonly documents: DynamoDBDocumentClient
  readonly table: string
}

/**
 * DynamoDB as far as the state uses it, in this process: the state's own code runs on it, so that leases,
 * versions and conditions are the deployed ones. `memory-table.test.ts` holds it against dynalite.
 */
export function memoryTable(
  items = new Map<string, Item>(),
  seen: (answer: unknown) => unknown = answer => answer,
): MemoryTable {
  return { items, documents: clientThat(command => seen(answer(items, command))), table: 'memory' }
}

/** What the SDK's paginators take for a client. */
const clientThat = (answers: (command: unknown) => unknown): DynamoDBDocumentClient =>
  Object.assign(Object.create(DynamoDBDocumentClient.prototype) as DynamoDBDocumentClient, {
    send: async (command: unknown) => answers(command) as never,
  })

export const keyOf = ({ pk, sk }: Key): string => `${pk}\u0000${sk}`

/** By table, and by `pk`, the keys under it: the journals of months are not gone through for one of them. */
const shelves = new WeakMap<ReadonlyMap<string, Item>, Map<string, Set<string>>>()

function shelvesOf(items: ReadonlyMap<string, Item>): Map<string, Set<string>> {
  const known = shelves.get(items)
  if (known) return known
  const made = new Map<string, Set<string>>()
  shelves.set(items, made)
  for (const [key, { pk }] of items) shelve(made, pk as string, key)
  return made
}

function shelve(all: Map<string, Set<string>>, pk: string, key: string): void {
  const shelf = all.get(pk)
  if (shelf) shelf.add(key)
  else all.set(pk, new Set([key]))
}

function keep(items: Map<string, Item>, item: Item): void {
  const key = keyOf(item as Key)
  if (!items.has(key)) shelve(shelvesOf(items), item.pk as string, key)
  items.set(key, item)
}

function drop(items: Map<string, Item>, at: Key): void {
  shelvesOf(items).get(at.pk)?.delete(keyOf(at))
  items.delete(keyOf(at))
}

function answer(items: Map<string, Item>, command: unknown): unknown {
  if (command instanceof GetCommand) return { Item: copy(items.get(keyOf(command.input.Key as Key))) }
  if (command instanceof PutCommand) return put(items, command.input)
  if (command instanceof UpdateCommand) return update(items, command.input)
  if (command instanceof QueryCommand) return query(items, command.input)
  if (command instanceof ScanCommand) return scan(items, command.input)
  if (command instanceof DeleteCommand) return void drop(items, command.input.Key as Key)
  if (command instanceof BatchGetCommand) {
    const [[table, { Keys = [] }] = ['', {}]] = Object.entries(command.input.RequestItems ?? {})
    const found = Keys.flatMap(key => items.get(keyOf(key as Key)) ?? [])
    return { Responses: { [table]: copy(found) } }
  }
  if (command instanceof BatchWriteCommand) {
    for (const { PutRequest, DeleteRequest } of Object.values(command.input.RequestItems ?? {}).flat()) {
      if (PutRequest?.Item) keep(items, copy(PutRequest.Item))
      if (DeleteRequest?.Key) drop(items, DeleteRequest.Key as Key)
    }
    return {}
  }
  throw new Error(`This table knows no ${(command as object).constructor.name}`)
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

function put(items: Map<string, Item>, input: PutCommand['input']): unknown {
  check(input, items.get(keyOf(input.Item as Key)))
  keep(items, copy(input.Item as Item))
  return {}
}

function update(items: Map<string, Item>, input: UpdateCommand['input']): unknown {
  const key = input.Key as Key
  const before = items.get(keyOf(key))
  check(input, before)
  const next = copy(updated(input.UpdateExpression ?? '', before ?? { ...key }, refsOf(input)))
  keep(items, next)
  return { Attributes: copy(next) }
}

/** One page: `pk = :pk` and either a range or a beginning of the sort key. */
function query(items: Map<string, Item>, input: QueryCommand['input']): unknown {
  const values = input.ExpressionAttributeValues ?? {}
  const inRange = (sk: string) =>
    ':instant' in values
      ? sk.startsWith(String(values[':instant']))
      : sk >= String(values[':first']) && sk <= String(values[':last'])
  const under = shelvesOf(items).get(String(values[':pk'])) ?? []
  const found = [...under]
    .map(key => items.get(key) as Item)
    .filter(({ sk }) => inRange(sk as string))
    .sort((a, b) => ((a.sk as string) < (b.sk as string) ? -1 : 1))
  if (input.ScanIndexForward === false) found.reverse()
  return { Items: copy(found.slice(0, input.Limit)) }
}

function scan(items: ReadonlyMap<string, Item>, input: ScanCommand['input']): unknown {
  const { FilterExpression: filter } = input
  const found = scanned(items).filter(item => filter === undefined || holds(filter, item, refsOf(input)))
  return { Items: copy(found) }
}

/** One page: what is under one key comes in the order of its sort keys. */
const scanned = (items: ReadonlyMap<string, Item>): readonly Item[] =>
  [...items].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)

/** Copies of this table, frozen: they need no copy to be handed out, nor to be stored again. */
const copies = new WeakSet<object>()

/** What the document client's marshalling leaves of a value: plain data, without what is undefined. */
function copy<T>(value: T): T {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`The table keeps no ${value}`)
  if (value === null || typeof value !== 'object' || copies.has(value)) return value
  const plain = Array.isArray(value) ? value.map(copy) : copyOf(value)
  copies.add(Object.freeze(plain))
  return plain as T
}

function copyOf(value: object): Item {
  if (Object.getPrototypeOf(value) !== Object.prototype)
    throw new Error(`The table keeps plain data, no ${value.constructor.name}`)
  const plain: Item = {}
  for (const key in value) {
    const each = (value as Item)[key]
    if (each !== undefined) plain[key] = copy(each)
  }
  return plain
}
