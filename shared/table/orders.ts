import type { OrderStore } from '#ports/state.ts'
import { alone, itemVersion, type Table, updateIf } from './table.ts'

const key = { pk: 'ORDERS', sk: alone }

/** One item counts the orders of the present window; the first order of a new window resets it. */
export function orderStore(table: Table): OrderStore {
  const join = async (window: number, count: number, most: number) =>
    updateIf(table, key, {
      UpdateExpression: 'SET taken = taken + :count',
      ConditionExpression: 'period = :period AND taken <= :room',
      ExpressionAttributeValues: { ':period': window, ':count': count, ':room': most - count },
    })
  const begin = async (window: number, count: number) =>
    updateIf(table, key, {
      UpdateExpression: 'SET v = :v, period = :period, taken = :count',
      ConditionExpression: 'attribute_not_exists(pk) OR period < :period',
      ExpressionAttributeValues: { ':v': itemVersion, ':period': window, ':count': count },
    })
  return {
    async reserve(window, count, most) {
      const reserved =
        (await join(window, count, most)) ??
        (await begin(window, count)) ??
        // Another function may have begun the window in between.
        (await join(window, count, most))
      return reserved !== undefined
    },
  }
}
