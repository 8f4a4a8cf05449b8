import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import {
  BatchGetCommand,
  BatchWriteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb'
import type { Clock } from '#ports/clock.ts'

/** The one table, and what is needed to talk to it. */
export interface Table {
  readonly documents: DynamoDBDocumentClient
  readonly table: string
  readonly clock: Clock
}

/** Both key attributes are strings, named `pk` and `sk`. */
export interface Key {
  readonly pk: string
  readonly sk: string
}

export type Item = Readonly<Record<string, unknown>>

/** The sort key of an item that stands alone in its partition. */
export const alone = 'ITEM'

/**
 * The layout of items that this release writes. Within one layout a release may add fields: others ignore them, and
 * keep them when they write over a body, so that a deploy and a rollback can go on with the items they find.
 */
export const itemVersion = 1

const batchGetLimit = 100
const batchWriteLimit = 25
const batchAttempts = 8

/** A consistent read of one item. */
export async function getItem({ documents, table }: Table, key: Key): Promise<Item | undefined> {
  const answer = await documents.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))
  return answer.Item
}

/** A read that may be some milliseconds stale, at half the price: for values that a condition checks again. */
export async function glanceAt({ documents, table }: Table, key: Key): Promise<Item | undefined> {
  return (await documents.send(new GetCommand({ TableName: table, Key: key }))).Item
}

/**
 * Reads any number of items, in no order; missing ones are left out. Consistent, or at half the price if some
 * milliseconds of staleness will do.
 */
export async function getItems(
  table: Table,
  keys: readonly Key[],
  consistent = true,
): Promise<readonly Item[]> {
  const chunks = inChunks(keys, batchGetLimit).map(chunk => getChunk(table, chunk, consistent))
  return (await Promise.all(chunks)).flat()
}

async function getChunk(
  { documents, table, clock }: Table,
  keys: readonly Key[],
  consistent: boolean,
): Promise<readonly Item[]> {
  const found: Item[] = []
  let missing: Record<string, unknown>[] = keys.map(key => ({ ...key }))
  for (let attempt = 0; missing.length > 0; attempt++) {
    await backOff(clock, attempt, `${missing.length} of ${keys.length} reads`)
    const answer = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: missing, ConsistentRead: consistent } } }),
    )
    found.push(...(answer.Responses?.[table] ?? []))
    missing = answer.UnprocessedKeys?.[table]?.Keys ?? []
  }
  return found
}

/** Writes without conditions, in no order. */
export async function putItems(table: Table, items: readonly (Key & Item)[]): Promise<void> {
  await writeAll(
    table,
    items.map(Item => ({ PutRequest: { Item } })),
  )
}

/** Deletes without conditions, in no order; an item that is not there counts as deleted. */
export async function deleteItems(table: Table, keys: readonly Key[]): Promise<void> {
  await writeAll(
    table,
    keys.map(key => ({ DeleteRequest: { Key: { ...key } } })),
  )
}

async function writeAll(table: Table, requests: WriteRequests): Promise<void> {
  await Promise.all(inChunks(requests, batchWriteLimit).map(chunk => writeChunk(table, chunk)))
}

async function writeChunk({ documents, table, clock }: Table, requests: WriteRequests): Promise<void> {
  let left = requests
  for (let attempt = 0; left.length > 0; attempt++) {
    await backOff(clock, attempt, `${left.length} of ${requests.length} writes`)
    const answer = await documents.send(new BatchWriteCommand({ RequestItems: { [table]: left } }))
    left = answer.UnprocessedItems?.[table] ?? []
  }
}

type WriteRequests = NonNullable<BatchWriteCommand['input']['RequestItems']>[string]

/** Puts the item if `condition` holds; false when it does not. */
export async function putIf(
  { documents, table }: Table,
  item: Key & Item,
  condition: string,
  values?: Item,
): Promise<boolean> {
  const put = new PutCommand({
    TableName: table,
    Item: item,
    ConditionExpression: condition,
    ...(values && { ExpressionAttributeValues: values }),
  })
  return (await unlessRefused(documents.send(put))) !== undefined
}

/**
 * Updates the item if the condition holds and answers it as it then stands; undefined if the condition does not hold.
 */
export async function updateIf(
  { documents, table }: Table,
  key: Key,
  update: Pick<
    UpdateCommandInput,
    'UpdateExpression' | 'ExpressionAttributeValues' | 'ExpressionAttributeNames'
  > & {
    readonly ConditionExpression: string
  },
): Promise<Item | undefined> {
  const answer = await unlessRefused(
    documents.send(new UpdateCommand({ TableName: table, Key: key, ReturnValues: 'ALL_NEW', ...update })),
  )
  return answer && (answer.Attributes ?? {})
}

async function unlessRefused<T>(sent: Promise<T>): Promise<T | undefined> {
  try {
    return await sent
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

async function backOff(clock: Clock, attempt: number, what: string): Promise<void> {
  if (attempt === 0) return
  if (attempt === batchAttempts)
    throw new Error(
      `DynamoDB left ${what} undone ${batchAttempts} times in a row: the table is throttled, raise its capacity`,
    )
  await clock.sleep(10 * 2 ** attempt)
}

function inChunks<T>(all: readonly T[], size: number): readonly T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size))
}
