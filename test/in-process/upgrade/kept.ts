import { BatchWriteCommand, type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb'
import type { PriceStep, VenueStore } from '#paper/ports.ts'
import type { AccountRecord, LedgerEntry, SymbolRecord } from '#paper/records.ts'
import { createMemoryStore } from '../../../infra/local/market/memory-store.ts'

/** All that a release leaves behind at one moment: the table, and the venue with its prices so far. */
export interface Kept {
  /** Milliseconds. */
  readonly at: number
  readonly items: readonly Readonly<Record<string, unknown>>[]
  readonly account: AccountRecord | undefined
  readonly symbols: Readonly<Record<string, SymbolRecord>>
  readonly archive: readonly (readonly [symbol: string, entries: readonly LedgerEntry[]])[]
  readonly prices: Readonly<Record<string, readonly PriceStep[]>>
}

type KeptVenue = Pick<Kept, 'account' | 'symbols' | 'archive'>

/** A venue's store that can return its whole content. */
export function keepingStore(): VenueStore & { kept(): KeptVenue } {
  const store = createMemoryStore()
  const archive: [string, readonly LedgerEntry[]][] = []
  let account: AccountRecord | undefined
  const symbols: Record<string, SymbolRecord> = {}
  return {
    ...store,
    async saveAccount(value, version) {
      const saved = await store.saveAccount(value, version)
      if (saved) account = value
      return saved
    },
    async saveSymbol(symbol, value, version) {
      const saved = await store.saveSymbol(symbol, value, version)
      if (saved) symbols[symbol] = value
      return saved
    },
    async archive(symbol, entries) {
      await store.archive(symbol, entries)
      archive.push([symbol, entries])
    },
    kept: () => ({ account, symbols, archive }),
  }
}

/** A venue's store, restored from its kept content. */
export async function storeOf({ account, symbols, archive }: KeptVenue): Promise<VenueStore> {
  const store = createMemoryStore()
  if (account) await store.saveAccount(account, 0)
  for (const [symbol, record] of Object.entries(symbols)) await store.saveSymbol(symbol, record, 0)
  for (const [symbol, entries] of archive) await store.archive(symbol, entries)
  return store
}

interface Stored {
  readonly documents: DynamoDBDocumentClient
  readonly table: string
}

export async function allItems({ documents, table }: Stored): Promise<Kept['items']> {
  const items: Readonly<Record<string, unknown>>[] = []
  for await (const page of paginateScan({ client: documents }, { TableName: table, ConsistentRead: true }))
    items.push(...(page.Items ?? []))
  return items
}

/** The most that one batch takes. */
const batch = 25

export async function putItems({ documents, table }: Stored, items: Kept['items']): Promise<void> {
  for (let from = 0; from < items.length; from += batch) {
    const puts = items.slice(from, from + batch).map(Item => ({ PutRequest: { Item } }))
    await documents.send(new BatchWriteCommand({ RequestItems: { [table]: puts } }))
  }
}

const bytes = 'base64'

/** As JSON, which has no bytes. */
export const textOf = (kept: Kept): string =>
  JSON.stringify(kept, (_, value) =>
    value instanceof Uint8Array || value?.type === 'Buffer'
      ? { [bytes]: Buffer.from(value.data ?? value).toString(bytes) }
      : value,
  )

export const keptIn = (text: string): Kept =>
  JSON.parse(text, (_, value) =>
    typeof value?.[bytes] === 'string' ? Buffer.from(value[bytes], bytes) : value,
  ) as Kept
