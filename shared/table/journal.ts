import { QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { JournalEntry } from '#domain/events/journal.ts'
import type { JournalStore, StoredEntry } from '#ports/state.ts'
import { itemVersion, putIf, type Table } from './table.ts'

const partitionOf = (positionId: string): string => `POSITION#${positionId}`
const sortKey = (at: number, n: number): string =>
  `${new Date(at).toISOString()}#${String(n).padStart(4, '0')}`
const numberOf = (sk: string): number => Number(sk.slice(sk.indexOf('#') + 1))

/** Far more writers of one position in one millisecond than there can be. */
const appendAttempts = 20

/**
 * Entries lie beside their position under `<ISO time>#<n>`. Within a millisecond n counts in the order of writing: an
 * entry takes the number after the last one there, and if another process was quicker, the next.
 */
export function journalStore(table: Table): JournalStore {
  return {
    async append(positionId, entries) {
      const instants = Map.groupBy(entries, entry => entry.at)
      await Promise.all(
        [...instants.values()].map(async sameInstant => {
          let next = 0
          for (const entry of sameInstant) next = (await appendOne(table, positionId, entry, next)) + 1
        }),
      )
    },
    async read(positionId) {
      const entries: StoredEntry[] = []
      let from: Record<string, unknown> | undefined
      do {
        const page = await table.documents.send(
          new QueryCommand({
            TableName: table.table,
            ConsistentRead: true,
            // Times start with a digit, and ":" is the character after "9": the position itself is left out.
            KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
            ExpressionAttributeValues: { ':pk': partitionOf(positionId), ':first': '0', ':last': ':' },
            ...(from && { ExclusiveStartKey: from }),
          }),
        )
        entries.push(...(page.Items ?? []).map(item => item.body as StoredEntry))
        from = page.LastEvaluatedKey
      } while (from !== undefined)
      return entries
    },
  }
}

async function appendOne(
  table: Table,
  positionId: string,
  entry: JournalEntry,
  first: number,
): Promise<number> {
  const pk = partitionOf(positionId)
  let n = first
  for (let attempt = 1; attempt <= appendAttempts; attempt++) {
    const item = { pk, sk: sortKey(entry.at, n), v: itemVersion, body: entry }
    if (await putIf(table, item, 'attribute_not_exists(pk)')) return n
    n = await nextNumber(table, pk, entry.at)
  }
  throw new Error(
    `the journal of position ${positionId} was written by others ${appendAttempts} times in a row at ${entry.at}: entry "${entry.event}" is not in it`,
  )
}

async function nextNumber({ documents, table }: Table, pk: string, at: number): Promise<number> {
  const page = await documents.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :instant)',
      ExpressionAttributeValues: { ':pk': pk, ':instant': `${new Date(at).toISOString()}#` },
      ProjectionExpression: 'sk',
      ScanIndexForward: false,
      Limit: 1,
    }),
  )
  const last = page.Items?.[0]
  return last === undefined ? 0 : numberOf(last.sk as string) + 1
}
