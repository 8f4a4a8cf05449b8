import type { Heard, WatchStore } from '#ports/state.ts'
import { alone, getItem, glanceAt, type Item, itemVersion, type Table, updateIf } from './table.ts'

const key = { pk: 'WATCH', sk: alone }

interface Claim {
  readonly tick: number
  readonly holder: string
}

const isClaimed = (last: Claim, tick: number, holder: string): boolean =>
  last.tick > tick || (last.tick === tick && last.holder !== holder)

/**
 * The last tick that was claimed and by whom, so that overlapping runs do not look twice; and the exchange's last
 * answer.
 */
export function watchStore(table: Table): WatchStore {
  return {
    async claim(tick, holder) {
      // A refused write costs as much as a successful one, and one of two runs finds each tick claimed.
      const last = await glanceAt(table, key)
      if (last && isClaimed(last as unknown as Claim, tick, holder)) return undefined
      const claimed = await updateIf(table, key, {
        UpdateExpression: 'SET v = :v, tick = :tick, holder = :holder',
        ConditionExpression:
          'attribute_not_exists(pk) OR tick < :tick OR (tick = :tick AND holder = :holder)',
        ExpressionAttributeValues: { ':v': itemVersion, ':tick': tick, ':holder': holder },
      })
      return claimed && { tick, ...heardOf(claimed) }
    },
    async hear({ at, failure, code }) {
      await updateIf(table, key, {
        UpdateExpression: 'SET heardAt = :at, heardFailure = :failure, heardCode = :code',
        ConditionExpression: 'attribute_exists(tick) AND (attribute_not_exists(heardAt) OR heardAt <= :at)',
        ExpressionAttributeValues: { ':at': at, ':failure': failure ?? null, ':code': code ?? null },
      })
    },
    async last() {
      const item = await getItem(table, key)
      return item?.tick === undefined ? undefined : { tick: item.tick as number, ...heardOf(item) }
    },
  }
}

/** Items of earlier releases lack it. */
function heardOf({ heardAt, heardFailure, heardCode }: Item): { readonly heard?: Heard } {
  if (typeof heardAt !== 'number') return {}
  const failure = typeof heardFailure === 'string' ? { failure: heardFailure } : {}
  return { heard: { at: heardAt, ...failure, ...(typeof heardCode === 'number' && { code: heardCode }) } }
}
