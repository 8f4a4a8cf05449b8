import type { Rest } from '#domain/rest.ts'
import type { RestStore } from '#ports/state.ts'
import { alone, glanceAt, itemVersion, type Table, updateIf } from './table.ts'

const key = { pk: 'REST', sk: alone }
const fields = { limited: 'limitedUntil', banned: 'bannedUntil' } as const
const kinds = Object.keys(fields) as Rest['kind'][]

/** One item says until when the exchange asked to wait; each write only prolongs. */
export function restStore(table: Table): RestStore {
  return {
    async read() {
      const item = await glanceAt(table, key)
      return kinds.flatMap(kind => {
        const until = item?.[fields[kind]]
        return typeof until === 'number' ? { kind, until } : []
      })
    },
    async prolong({ kind, until }) {
      await updateIf(table, key, {
        UpdateExpression: `SET v = :v, ${fields[kind]} = :until`,
        ConditionExpression: `attribute_not_exists(${fields[kind]}) OR ${fields[kind]} < :until`,
        ExpressionAttributeValues: { ':v': itemVersion, ':until': until },
      })
    },
  }
}
