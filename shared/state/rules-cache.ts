import { createHash } from 'node:crypto'
import type { SymbolRules } from '#domain/rules.ts'
import { getItem, type Item, itemVersion, type Key, putIf, putItems, type Table } from './table.ts'

/** Symbol → hash of the rules that are stored for it. */
type Digest = Readonly<Record<string, string>>

const digestKey = { pk: 'RULES', sk: 'DIGEST' }
const readKey = { pk: 'RULES', sk: 'READ' }
const saveAttempts = 5

/** When the rules of all symbols were last read from the exchange, in milliseconds. */
export async function rulesReadAt(table: Table): Promise<number | undefined> {
  const item = await getItem(table, readKey)
  return item?.readAt as number | undefined
}

/**
 * Hundreds of symbols are read every hour and hardly one has changed. One digest item tells which, so that an
 * hour without change costs two reads and one write. A reading older than the stored one is dropped.
 */
export async function saveRules(
  table: Table,
  rules: readonly SymbolRules[],
  readAt: number,
  toItem: (rules: SymbolRules) => Key & Item,
): Promise<void> {
  for (let attempt = 1; attempt <= saveAttempts; attempt++) {
    const [stored, lastReadAt] = await Promise.all([getItem(table, digestKey), rulesReadAt(table)])
    if (lastReadAt !== undefined && lastReadAt > readAt) return
    const known = (stored?.body ?? {}) as Digest
    const changed = rules.filter(each => known[each.symbol] !== hashOf(each))
    await putItems(table, changed.map(toItem))
    if (
      changed.length === 0 ||
      (await putDigest(table, known, changed, stored?.version as number | undefined))
    )
      return touch(table, readAt)
  }
  throw new Error(`the market rules were written by others ${saveAttempts} times in a row: read them again`)
}

/** Items first, digest last: whoever stops in between leaves a digest that has them written once more. */
const putDigest = (
  table: Table,
  known: Digest,
  changed: readonly SymbolRules[],
  version = 0,
): Promise<boolean> =>
  putIf(
    table,
    {
      ...digestKey,
      v: itemVersion,
      version: version + 1,
      body: { ...known, ...Object.fromEntries(changed.map(each => [each.symbol, hashOf(each)])) },
    },
    version === 0 ? 'attribute_not_exists(pk)' : 'version = :version',
    version === 0 ? undefined : { ':version': version },
  )

async function touch(table: Table, readAt: number): Promise<void> {
  await putIf(table, { ...readKey, v: itemVersion, readAt }, 'attribute_not_exists(pk) OR readAt < :readAt', {
    ':readAt': readAt,
  })
}

const hashOf = (rules: SymbolRules): string =>
  createHash('sha256').update(JSON.stringify(rules)).digest('base64url').slice(0, 12)
