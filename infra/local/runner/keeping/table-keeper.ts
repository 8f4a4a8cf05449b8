import type { OutsideAnswer, OutsideRequest } from '../outside.ts'
import type { WireItem } from '../streams/stream-record.ts'
import { type Written, writtenBy } from '../streams/written.ts'
import { idOf, type KeptState, type KeptTable } from './kept.ts'

/** Tracks changes in tables since the last cut. */
export interface TableKeeper {
  follow(table: KeptTable): void
  /** Notes the items that a request may have changed. */
  note(request: OutsideRequest): void
  /** Writes kept items into the new, empty tables. */
  restore(items: KeptState['items']): Promise<void>
  /** A line for each item changed since the last cut, or for every item; `at` in milliseconds. */
  cut(isWhole: boolean, at: number): Promise<readonly string[]>
}

type Ask = (request: OutsideRequest) => Promise<OutsideAnswer>
type Place = Written<KeptTable>

/** The most that one request writes. */
const batchSize = 25
/** How often expired items are looked for. */
const sweepMs = 10 * 60_000

/**
 * Reads the table itself, bypassing everything in front of it. A changed item is read once, at the cut, however often
 * it changed before. Deletes expired items, as DynamoDB does within days.
 */
export function createTableKeeper(ask: Ask): TableKeeper {
  const tables = new Map<string, KeptTable>()
  const touched = new Map<string, Place>()
  /** Every kept item, as its line. */
  const lines = new Map<string, string>()
  const expiring = new Map<string, { readonly place: Place; readonly at: number }>()
  let sweptAt = 0

  async function cut(isWhole: boolean, at: number): Promise<readonly string[]> {
    if (at - sweptAt >= sweepMs) await sweep(at)
    const changed = [...touched]
    const items = await Promise.all(changed.map(([, place]) => read(place)))
    const news = changed.map(([id, place], index) => lineOf(id, place, items[index]))
    touched.clear()
    return isWhole ? [...lines.values()] : news.flatMap(line => line ?? [])
  }

  /** Undefined if nothing of the table is kept. */
  function lineOf(id: string, place: Place, item: WireItem | undefined): string | undefined {
    const { table, keys: key } = place
    const expiry = Number((table.expiresBy && item?.[table.expiresBy]?.N) ?? Number.NaN)
    if (Number.isNaN(expiry)) expiring.delete(id)
    else expiring.set(id, { place, at: expiry * 1000 })
    if (isPassing(place)) return undefined
    const line = JSON.stringify({ table: table.table, key, ...(item && { item }) })
    if (item) lines.set(id, line)
    else if (!lines.delete(id)) return undefined
    return line
  }

  async function sweep(at: number): Promise<void> {
    sweptAt = at
    for (const [id, { place, at: expiresAt }] of expiring) {
      if (expiresAt > at) continue
      await call('DeleteItem', { TableName: place.table.table, Key: place.keys })
      touched.set(id, place)
    }
  }

  async function read({ table, keys }: Place): Promise<WireItem | undefined> {
    const answer = await call('GetItem', { TableName: table.table, Key: keys, ConsistentRead: true })
    return (JSON.parse(answer) as { readonly Item?: WireItem }).Item
  }

  async function call(action: string, input: object): Promise<string> {
    const answer = await ask(requestFor(action, input))
    if ('failure' in answer || answer.status !== 200)
      throw new Error(`expected the table to answer ${action}, got ${JSON.stringify(answer)}`)
    return answer.body
  }

  /** A new table takes time to become active, here as on AWS. */
  async function untilActive(TableName: string): Promise<void> {
    for (;;) {
      const { Table } = JSON.parse(await call('DescribeTable', { TableName }))
      if (Table.TableStatus === 'ACTIVE') return
      await new Promise(resolve => setTimeout(resolve, 1))
    }
  }

  async function restore(items: KeptState['items']): Promise<void> {
    for (const [table, own] of Map.groupBy(items, ({ table }) => table)) {
      if (!tables.has(table)) continue
      await untilActive(table)
      for (let from = 0; from < own.length; from += batchSize) {
        const batch = own.slice(from, from + batchSize)
        const puts = batch.map(({ item: Item }) => ({ PutRequest: { Item } }))
        const input = { RequestItems: { [table]: puts } }
        await call('BatchWriteItem', input)
        const places = writtenBy(requestFor('BatchWriteItem', input), tables)
        for (const [index, place] of places.entries()) lineOf(placeId(place), place, batch[index]?.item)
      }
    }
  }

  return {
    cut,
    restore,
    follow: table => void tables.set(table.table, table),
    note(request) {
      if (tables.size === 0) return
      for (const place of writtenBy(request, tables)) touched.set(placeId(place), place)
    },
  }
}

const placeId = ({ table: { table }, keys: key }: Place): string => idOf({ table, key })

const isPassing = ({ table: { keys: names, passing }, keys }: Place): boolean => {
  const [hashName = ''] = names
  const hash = keys[hashName]?.S ?? ''
  return passing.some(prefix => hash.startsWith(prefix))
}

/** The raw request; the table requires a signature but does not check it. */
const requestFor = (action: string, input: object): OutsideRequest => ({
  url: 'http://table/',
  method: 'POST',
  headers: {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `DynamoDB_20120810.${action}`,
    'x-amz-date': '20260101T000000Z',
    authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none',
  },
  body: JSON.stringify(input),
})
