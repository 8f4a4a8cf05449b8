import { createHash } from 'node:crypto'
import type { SymbolRules } from '#domain/rules.ts'
import {
  deleteItems,
  getItem,
  glanceAt,
  itemVersion,
  type Key,
  putIf,
  putItems,
  type Table,
  updateIf,
} from './table.ts'

/** Symbol → hash of its stored rules. */
type Digest = Readonly<Record<string, string>>
/** In the digest: the symbol is no longer listed, and its item will be deleted. */
const leaving = ''

const digestKey = { pk: 'RULES', sk: 'DIGEST' }
const readKey = { pk: 'RULES', sk: 'READ' }
const saveAttempts = 5

/** When the rules of all symbols were last read from the exchange, in milliseconds. */
export async function rulesReadAt(table: Table): Promise<number | undefined> {
  const item = await getItem(table, readKey)
  return item?.readAt as number | undefined
}

/** The same, some milliseconds stale, with the time when a function last set out to read them. */
export async function lastReading(table: Table) {
  const { readAt, askedAt } = (await glanceAt(table, readKey)) ?? {}
  return {
    ...(readAt !== undefined && { readAt: readAt as number }),
    ...(askedAt !== undefined && { askedAt: askedAt as number }),
  }
}

/** One function asks, the others wait. Before the first reading there is nothing to wait for. */
export async function claimReading(table: Table, now: number, apartMs: number): Promise<boolean> {
  const claimed = await updateIf(table, readKey, {
    UpdateExpression: 'SET askedAt = :now',
    ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(askedAt) OR askedAt <= :before)',
    ExpressionAttributeValues: { ':now': now, ':before': now - apartMs },
  })
  return claimed !== undefined || (await rulesReadAt(table)) === undefined
}

/**
 * Hundreds of symbols are read every hour and hardly one has changed. One digest item tells which, so that an hour
 * without change costs two reads and one write. A reading older than the stored one is dropped.
 */
export async function saveRules(
  table: Table,
  rules: readonly SymbolRules[],
  readAt: number,
  keyOf: (symbol: string) => Key,
): Promise<void> {
  for (let attempt = 1; attempt <= saveAttempts; attempt++) {
    const [stored, lastReadAt] = await Promise.all([getItem(table, digestKey), rulesReadAt(table)])
    if (lastReadAt !== undefined && lastReadAt > readAt) return
    const known = (stored?.body ?? {}) as Digest
    const changed = rules.filter(each => known[each.symbol] !== hashOf(each))
    const named = new Set(rules.map(({ symbol }) => symbol))
    const gone = Object.keys(known).filter(symbol => !named.has(symbol))
    await putItems(
      table,
      changed.map(each => ({ ...keyOf(each.symbol), v: itemVersion, body: each })),
    )
    if (changed.length + gone.length === 0) return touch(table, readAt)
    // A function that stopped between writing the digest and deleting left items of delisted symbols.
    await deleteItems(table, gone.filter(symbol => known[symbol] === leaving).map(keyOf))
    if (await putDigest(table, nextDigest(known, changed, gone), stored?.version as number | undefined)) {
      await deleteItems(table, gone.filter(symbol => known[symbol] !== leaving).map(keyOf))
      return touch(table, readAt)
    }
  }
  throw new Error(`the market rules were written by others ${saveAttempts} times in a row: read them again`)
}

/**
 * Items are written before the digest that names them, and deleted after the digest has marked them: if a function
 * stops in between, they are written, or deleted, once more.
 */
function nextDigest(known: Digest, changed: readonly SymbolRules[], gone: readonly string[]): Digest {
  const kept = Object.entries(known).filter(([symbol, hash]) => hash !== leaving || !gone.includes(symbol))
  const marked = gone.filter(symbol => known[symbol] !== leaving).map(symbol => [symbol, leaving])
  const written = changed.map(each => [each.symbol, hashOf(each)])
  return Object.fromEntries([...kept, ...marked, ...written])
}

const putDigest = (table: Table, body: Digest, version = 0): Promise<boolean> =>
  putIf(
    table,
    { ...digestKey, v: itemVersion, version: version + 1, body },
    version === 0 ? 'attribute_not_exists(pk)' : 'version = :version',
    version === 0 ? undefined : { ':version': version },
  )

async function touch(table: Table, readAt: number): Promise<void> {
  await updateIf(table, readKey, {
    UpdateExpression: 'SET v = :v, readAt = :readAt',
    ConditionExpression: 'attribute_not_exists(readAt) OR readAt < :readAt',
    ExpressionAttributeValues: { ':v': itemVersion, ':readAt': readAt },
  })
}

const hashOf = (rules: SymbolRules): string =>
  createHash('sha256').update(JSON.stringify(rules)).digest('base64url').slice(0, 12)
