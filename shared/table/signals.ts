import type { SignalStore, Verdict } from '#ports/state.ts'
import { alone, getItem, type Item, itemVersion, putIf, type Table, updateIf } from './table.ts'

const keptSeconds = 30 * 24 * 3600
const claimAttempts = 3
/** Characters; it may contain a page of another server. */
const longestFailure = 1_000

const keyOf = (signalId: string) => ({ pk: `SIGNAL#${signalId}`, sk: alone })
const expiryOf = (at: number): number => Math.floor(at / 1000) + keptSeconds

/** DynamoDB deletes expired items within days, not at once: until then reads treat them as gone. */
const isExpired = (item: Item, now: number): boolean => (item.expiresAt as number) * 1000 <= now

/** The verdict on each signal, kept for 30 days. */
export function signalStore(table: Table): SignalStore {
  return {
    async claim(verdict) {
      for (let attempt = 1; attempt <= claimAttempts; attempt++) {
        const free = 'attribute_not_exists(pk) OR expiresAt <= :now'
        const now = Math.floor(verdict.at / 1000)
        if (await putIf(table, toItem(keyOf(verdict.signalId), verdict), free, { ':now': now }))
          return verdict
        const standing = await getItem(table, keyOf(verdict.signalId))
        if (standing !== undefined) return standing.body as Verdict
      }
      throw new Error(
        `the verdict on signal ${verdict.signalId} vanished ${claimAttempts} times between writing and reading`,
      )
    },
    async settle(signalId, change) {
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      // A verdict without a reason has none: the previous one's must not stay beside it.
      const gone = (['reason', 'detail'] as const).filter(field => change[field] === undefined)
      const removed = gone.length > 0 ? ` REMOVE ${gone.map(field => `body.#${field}`).join(', ')}` : ''
      const names = [...given.map(([field]) => field), ...gone]
      const settled = await updateIf(table, keyOf(signalId), {
        UpdateExpression: `SET ${given.map(([field]) => `body.#${field} = :${field}`).join(', ')}${removed}`,
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: Object.fromEntries(names.map(field => [`#${field}`, field])),
        ExpressionAttributeValues: Object.fromEntries(given.map(([field, value]) => [`:${field}`, value])),
      })
      if (settled === undefined)
        throw new Error(
          `no verdict on signal ${signalId} is stored that could be settled as ${change.verdict}`,
        )
    },
    async noteFailure(signalId, failure) {
      await updateIf(table, keyOf(signalId), {
        UpdateExpression: 'SET body.failure = :failure',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':failure': failure.slice(0, longestFailure) },
      })
    },
    async recordRepeat(verdict) {
      const key = { pk: keyOf(verdict.signalId).pk, sk: `REPEAT#${verdict.messageId}` }
      await putIf(table, toItem(key, verdict), 'attribute_not_exists(pk)')
    },
    async read(signalId, now) {
      const item = await getItem(table, keyOf(signalId))
      return item === undefined || isExpired(item, now) ? undefined : (item.body as Verdict)
    },
  }
}

const toItem = (key: { readonly pk: string; readonly sk: string }, verdict: Verdict) => ({
  ...key,
  v: itemVersion,
  expiresAt: expiryOf(verdict.at),
  body: verdict,
})
