import type { WatchStore } from './port.ts'
import { alone, itemVersion, type Table, updateIf } from './table.ts'

/** The last tick that was claimed and by whom, so that overlapping runs do not look twice. */
export function watchStore(table: Table): WatchStore {
  return {
    async claim(tick, holder) {
      const claimed = await updateIf(
        table,
        { pk: 'WATCH', sk: alone },
        {
          UpdateExpression: 'SET v = :v, tick = :tick, holder = :holder',
          ConditionExpression:
            'attribute_not_exists(pk) OR tick < :tick OR (tick = :tick AND holder = :holder)',
          ExpressionAttributeValues: { ':v': itemVersion, ':tick': tick, ':holder': holder },
        },
      )
      return claimed !== undefined
    },
  }
}
