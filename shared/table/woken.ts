import type { WokenStore } from '#ports/between-ticks.ts'
import { alone, glanceAt, itemVersion, type Table, updateIf } from './table.ts'

const key = { pk: 'WOKEN', sk: alone }

/** One item holds the looks between ticks, so that of two functions that ask for the same at once one gets it. */
export function wokenStore(table: Table): WokenStore {
  return {
    async read() {
      const item = await glanceAt(table, key)
      if (!item) return undefined
      const { version, writer, minute, weight, looks } = item
      return { item: { minute, weight, looks }, version, writer } as Awaited<ReturnType<WokenStore['read']>>
    },
    async write({ minute, weight, looks }, before, writer) {
      const written = await updateIf(table, key, {
        UpdateExpression:
          'SET v = :v, version = :next, writer = :writer, #minute = :minute, weight = :weight, looks = :looks',
        ConditionExpression: before === 0 ? 'attribute_not_exists(pk)' : 'version = :before',
        ExpressionAttributeNames: { '#minute': 'minute' },
        ExpressionAttributeValues: {
          ':v': itemVersion,
          ':next': before + 1,
          ':writer': writer,
          ':minute': minute,
          ':weight': weight,
          ':looks': looks,
          ...(before > 0 && { ':before': before }),
        },
      })
      return written !== undefined
    },
  }
}
