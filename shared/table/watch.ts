import type { WatchStore } from '#ports/state.ts'
import { alone, glanceAt, itemVersion, type Table, updateIf } from './table.ts'

const key = { pk: 'WATCH', sk: alone }

interface Claim {
  readonly tick: number
  readonly holder: string
}

const isClaimed = (last: Claim, tick: number, holder: string): boolean =>
  last.tick > tick || (last.tick === tick && last.holder !== holder)

/** The last tick that was claimed and by whom, so that overlapping runs do not look twice. */
export function watchStore(table: Table): WatchStore {
  return {
    async claim(tick, holder) {
      // A refused write is paid like one that is made, and of two runs one finds each tick claimed.
      const last = await glanceAt(table, key)
      if (last && isClaimed(last as unknown as Claim, tick, holder)) return false
      const claimed = await updateIf(table, key, {
        UpdateExpression: 'SET v = :v, tick = :tick, holder = :holder',
        ConditionExpression:
          'attribute_not_exists(pk) OR tick < :tick OR (tick = :tick AND holder = :holder)',
        ExpressionAttributeValues: { ':v': itemVersion, ':tick': tick, ':holder': holder },
      })
      return claimed !== undefined
    },
  }
}
