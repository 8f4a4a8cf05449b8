import { isDeepStrictEqual } from 'node:util'
import type { Position } from '#domain/position.ts'
import type { CloseWish, Flip, PositionStore, StoredPosition } from '#ports/state.ts'
import { alone, getItem, getItems, type Item, itemVersion, putIf, type Table, updateIf } from './table.ts'

const keyOf = (id: string) => ({ pk: `POSITION#${id}`, sk: alone })

/**
 * A position's body, its version and beside them the lease's holder, the wish to close it, and a loss that was seen.
 * Every write and every taking of the lease advances the version. So the function that takes the lease shuts out
 * everything that was read before: an earlier holder whose lease ran out, and an earlier attempt of the same holder
 * that outlived its timeout, both fail at their next write. Giving the lease back leaves the version as it is.
 */
export function positionStore(table: Table): PositionStore {
  return {
    async read(id) {
      const item = await getItem(table, keyOf(id))
      return item && toStored(item)
    },
    async readAll(ids) {
      const items = await getItems(table, [...new Set(ids)].map(keyOf))
      const byId = new Map(items.map(toStored).map(stored => [stored.item.id, stored]))
      return ids.flatMap(id => byId.get(id) ?? [])
    },
    create: position =>
      putIf(
        table,
        { ...keyOf(position.id), v: itemVersion, version: 1, body: position },
        'attribute_not_exists(pk)',
      ),
    async write(position, version) {
      const written = await updateIf(table, keyOf(position.id), {
        UpdateExpression: 'SET v = :v, body = :body, version = :next',
        ConditionExpression: 'version = :version',
        ExpressionAttributeValues: {
          ':v': itemVersion,
          ':body': position,
          ':version': version,
          ':next': version + 1,
        },
      })
      if (written !== undefined || (await isWritten(table, position, version + 1))) return version + 1
      return undefined
    },
    async lease(id, holder, now, until) {
      const leased = await updateIf(table, keyOf(id), {
        UpdateExpression: 'SET leaseHolder = :holder, leaseUntil = :until, version = version + :one',
        ConditionExpression:
          'attribute_exists(pk) AND (attribute_not_exists(leaseHolder) OR leaseHolder = :holder OR leaseUntil <= :now)',
        ExpressionAttributeValues: { ':holder': holder, ':until': until, ':now': now, ':one': 1 },
      })
      return leased && toStored(leased)
    },
    async wishClose(id, wish) {
      const wished = await updateIf(table, keyOf(id), {
        UpdateExpression: 'SET closeWish = :wish',
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(closeWish)',
        ExpressionAttributeValues: { ':wish': wish },
      })
      return wished !== undefined || (await getItem(table, keyOf(id))) !== undefined
    },
    async wishFlip(id, flip) {
      const { id: signalId, at } = flip.signal
      const wished = await updateIf(table, keyOf(id), {
        UpdateExpression: 'SET flip = :flip',
        ConditionExpression:
          'attribute_exists(pk) AND body.#state <> :closed AND body.#state <> :abandoned AND ' +
          '(attribute_not_exists(flip) OR flip.#signal.#at < :at OR (flip.#signal.#at = :at AND flip.#signal.id < :id))',
        ExpressionAttributeNames: { '#state': 'state', '#signal': 'signal', '#at': 'at' },
        ExpressionAttributeValues: {
          ':flip': flip,
          ':at': at,
          ':id': signalId,
          ':closed': 'closed',
          ':abandoned': 'abandoned',
        },
      })
      if (wished !== undefined) return 'written'
      const standing = await getItem(table, keyOf(id))
      if (standing === undefined || isOver(standing.body as Position)) return 'over'
      return (standing.flip as Flip | undefined)?.signal.id === signalId ? 'written' : 'later'
    },
    async noteLoss(id, at) {
      await updateIf(table, keyOf(id), {
        UpdateExpression: at === undefined ? 'REMOVE lossUnreadAt' : 'SET lossUnreadAt = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ...(at !== undefined && { ExpressionAttributeValues: { ':at': at } }),
      })
    },
    async release(id, holder) {
      await updateIf(table, keyOf(id), {
        UpdateExpression: 'REMOVE leaseHolder, leaseUntil',
        ConditionExpression: 'leaseHolder = :holder',
        ExpressionAttributeValues: { ':holder': holder },
      })
    },
  }
}

const isOver = ({ state }: Position): boolean => state === 'closed' || state === 'abandoned'

/** The SDK repeats a write whose answer was lost, and the repetition then fails on what the first one wrote. */
async function isWritten(table: Table, position: Position, version: number): Promise<boolean> {
  const item = await getItem(table, keyOf(position.id))
  return item?.version === version && isDeepStrictEqual(item.body, JSON.parse(JSON.stringify(position)))
}

const toStored = (item: Item): StoredPosition => ({
  item: item.body as Position,
  version: item.version as number,
  ...(item.closeWish !== undefined && { closeWish: item.closeWish as CloseWish }),
  ...(item.flip !== undefined && { flip: item.flip as Flip }),
  ...(item.lossUnreadAt !== undefined && { lossUnreadAt: item.lossUnreadAt as number }),
})
