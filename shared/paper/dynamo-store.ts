import { randomUUID } from 'node:crypto'
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import {
  BatchWriteCommand,
  type BatchWriteCommandInput,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb'
import { type Clock, processClock } from '#ports/clock.ts'
import { packed, unpacked } from './packed.ts'
import { type Few, fewOf, type VenueStore, type Versioned } from './ports.ts'
import type { AccountRecord, LedgerEntry, LedgerEntryOf, LedgerKind, SymbolRecord } from './records.ts'

export interface DynamoVenueStoreOptions {
  readonly documents: DynamoDBDocumentClient
  readonly table: string
  /** Decides which archived entries have expired, and waits between attempts; defaults to the process's clock. */
  readonly clock?: Clock
}

/** The layout in which this release writes the venue's items; in layout 1, `record` was a string of JSON. */
const itemVersion = 2
/** The partition keys of all of the venue's items begin with it. */
export const venueKey = 'PAPER'
const accountKey = 'ACCOUNT'
const symbolPrefix = 'SYMBOL#'
const archiveDays = 30
const batchLimit = 25
const batchAttempts = 8
/** Page size of a bounded query: about 110 kB. */
const largestPage = 250

interface StoredRecord {
  readonly sk: string
  readonly version: number
  readonly record: string | Uint8Array
  readonly writer: string
}

/**
 * The paper venue's state in the system's table: the account at `PAPER` / `ACCOUNT` and each symbol at `PAPER` /
 * `SYMBOL#…`, so that one consistent query reads them all. Closed orders, trades and income are at
 * `PAPER#LOG#<symbol>` / `<kind>#<time>#<id>` and expire after 30 days. Records are packed JSON in one attribute,
 * always read whole: a symbol with as many orders as Binance allows (200 of either kind) stays below 100 kB. Throws
 * the SDK's errors, and one of its own if DynamoDB keeps leaving archive writes undone.
 */
export function dynamoVenueStore(options: DynamoVenueStoreOptions): VenueStore {
  const { documents, table: TableName, clock = processClock() } = options

  const stored = async (sk: string): Promise<StoredRecord | undefined> => {
    const key = { pk: venueKey, sk }
    const { Item } = await documents.send(new GetCommand({ TableName, Key: key, ConsistentRead: true }))
    return Item as StoredRecord | undefined
  }
  const query = async (
    input: Omit<QueryCommandInput, 'TableName'>,
    most = Number.POSITIVE_INFINITY,
  ): Promise<readonly unknown[]> => {
    const items: unknown[] = []
    let start: QueryCommandInput['ExclusiveStartKey']
    const bounded = Number.isFinite(most) && { Limit: Math.min(most, largestPage) }
    do {
      const page = new QueryCommand({
        TableName,
        ConsistentRead: true,
        ...bounded,
        ...input,
        ExclusiveStartKey: start,
      })
      const { Items = [], LastEvaluatedKey } = await documents.send(page)
      items.push(...Items)
      start = LastEvaluatedKey
    } while (start && items.length < most)
    return items
  }

  const save = async (sk: string, value: object, loadedVersion: number): Promise<boolean> => {
    const writer = randomUUID()
    const version = loadedVersion + 1
    const item = { pk: venueKey, sk, v: itemVersion, version, writer, record: packed(value) }
    try {
      await documents.send(
        new PutCommand({
          TableName,
          Item: item,
          ...(loadedVersion === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#version = :loaded',
                ExpressionAttributeNames: { '#version': 'version' },
                ExpressionAttributeValues: { ':loaded': loadedVersion },
              }),
        }),
      )
      return true
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error
      // The SDK repeats a put whose answer was lost: the item that makes the repetition fail may be our own first
      // put.
      return (await stored(sk))?.writer === writer
    }
  }

  const write = async (items: readonly object[]): Promise<void> => {
    let left: WriteRequests = items.map(Item => ({ PutRequest: { Item: { ...Item } } }))
    for (let attempt = 1; left.length > 0; attempt++) {
      const answer = await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: left } }))
      left = answer.UnprocessedItems?.[TableName] ?? []
      if (left.length === 0) return
      if (attempt === batchAttempts)
        throw new Error(
          `DynamoDB left ${left.length} of ${items.length} writes to ${TableName} undone ${attempt} times: raise its capacity.`,
        )
      await clock.sleep(10 * 2 ** attempt)
    }
  }

  return {
    account: async () => versioned<AccountRecord>(await stored(accountKey)),
    symbols: async names => {
      const items = names
        ? await Promise.all(names.map(name => stored(symbolPrefix + name)))
        : ((await query({
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': venueKey, ':prefix': symbolPrefix },
          })) as StoredRecord[])
      return new Map(
        items.flatMap(item => {
          const record = versioned<SymbolRecord>(item)
          return item && record ? [[item.sk.slice(symbolPrefix.length), record] as const] : []
        }),
      )
    },
    saveAccount: (account, loadedVersion) => save(accountKey, account, loadedVersion),
    saveSymbol: (symbol, record, loadedVersion) => save(symbolPrefix + symbol, record, loadedVersion),
    archive: async (symbol, entries) => {
      // One batch must not name an item twice.
      const items = [...new Map(entries.map(entry => [sortKey(entry), archiveItem(symbol, entry)])).values()]
      for (let start = 0; start < items.length; start += batchLimit)
        await write(items.slice(start, start + batchLimit))
    },
    archived: async <K extends LedgerKind>(symbol: string, kind: K, from: number, to: number, few?: Few) => {
      const isNewest = few?.end === 'newest'
      const page = {
        ScanIndexForward: !isNewest,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        // Expiry is not prompt: leave out items that are due to go.
        FilterExpression: 'expiresAt > :now',
        ExpressionAttributeValues: {
          ':pk': archiveKey(symbol),
          ':from': `${kind}#${padded(from)}#`,
          ':to': `${kind}#${padded(to)}#~`,
          ':now': Math.floor(clock.now() / 1000),
        },
      }
      const items = (await query(page, few?.count)) as { readonly entry: string }[]
      const entries = items.map(({ entry }) => JSON.parse(entry) as LedgerEntryOf<K>)
      return fewOf(isNewest ? entries.toReversed() : entries, few)
    },
  }
}

type WriteRequests = NonNullable<BatchWriteCommandInput['RequestItems']>[string]

function versioned<T>(item: StoredRecord | undefined): Versioned<T> | undefined {
  if (item === undefined) return undefined
  const { record, version } = item
  return { value: typeof record === 'string' ? (JSON.parse(record) as T) : unpacked<T>(record), version }
}

function archiveItem(symbol: string, entry: LedgerEntry): object {
  const expiresAt = Math.floor(entry.time / 1000) + archiveDays * 86_400
  return {
    pk: archiveKey(symbol),
    sk: sortKey(entry),
    v: itemVersion,
    expiresAt,
    entry: JSON.stringify(entry),
  }
}

const archiveKey = (symbol: string) => `PAPER#LOG#${symbol}`
const sortKey = ({ kind, time, id }: LedgerEntry) => `${kind}#${padded(time)}#${padded(id)}`
/** Enough digits for any safe integer, so that text sorts like numbers. */
const padded = (value: number) =>
  String(Math.min(Math.max(0, Math.trunc(value)), Number.MAX_SAFE_INTEGER)).padStart(16, '0')
