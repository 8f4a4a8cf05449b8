import type { SentinelSeen, SentinelStore } from '#ports/between-ticks.ts'
import { alone, glanceAt, type Item, itemVersion, type Table, updateIf } from './table.ts'

const key = { pk: 'SENTINEL', sk: alone }

/** One item says who listens, and until when that holds without another beat. */
export function sentinelStore(table: Table): SentinelStore {
  return {
    async read() {
      const item = await glanceAt(table, key)
      return item && seen(item)
    },
    async beat(holder, { now, until, heldAt, after }) {
      const isHeld = heldAt !== undefined
      const kept = await updateIf(table, key, {
        UpdateExpression: `SET v = :v, holder = :holder, listensUntil = :until${isHeld ? ', heldAt = :heldAt REMOVE wantedAt' : ''}`,
        ConditionExpression:
          'attribute_not_exists(holder) OR holder = :holder OR holder = :after OR listensUntil <= :now',
        ExpressionAttributeValues: {
          ...{
            ':v': itemVersion,
            ':holder': holder,
            ':until': until,
            ':now': now,
            ':after': after ?? holder,
          },
          ...(isHeld && { ':heldAt': heldAt }),
        },
      })
      return kept !== undefined
    },
    async claimStart({ now, startingUntil, wantedAt }) {
      const claimed = await updateIf(table, key, {
        UpdateExpression: 'SET v = :v, startingUntil = :starting, wantedAt = :wanted',
        ConditionExpression:
          '(attribute_not_exists(listensUntil) OR listensUntil <= :now) AND ' +
          '(attribute_not_exists(startingUntil) OR startingUntil <= :now)',
        ExpressionAttributeValues: {
          ...{ ':v': itemVersion, ':now': now, ':starting': startingUntil, ':wanted': wantedAt },
        },
      })
      return claimed !== undefined
    },
    async leave(holder) {
      await updateIf(table, key, {
        UpdateExpression: 'REMOVE holder, listensUntil, startingUntil, heldAt, wantedAt',
        ConditionExpression: 'holder = :holder',
        ExpressionAttributeValues: { ':holder': holder },
      })
    },
  }
}

const seen = (item: Item): SentinelSeen => ({
  until: numberIn(item.listensUntil) ?? 0,
  ...field('heldAt', item.heldAt),
  ...field('wantedAt', item.wantedAt),
  ...field('startingUntil', item.startingUntil),
})

const numberIn = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

function field<N extends string>(name: N, value: unknown): { readonly [K in N]?: number } {
  const number = numberIn(value)
  return (number === undefined ? {} : { [name]: number }) as { readonly [K in N]?: number }
}
