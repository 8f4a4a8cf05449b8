import { lockingLonger, locksInForce } from '#domain/protections/locks.ts'
import { lockedBy, lockText, reasonOf } from '#domain/protections/refuse.ts'
import type { Invocation } from '#ports/context.ts'
import type { Account } from '#ports/state.ts'

/** What settling a position's result needs. */
export type Settling = Pick<Invocation, 'state' | 'telemetry' | 'configuration'>

/** Changes the account, and tells of each lock that is new or holds longer than before. */
export async function tellingLocks(
  { state, telemetry, configuration: { protections } }: Settling,
  now: number,
  change: (account: Account) => Account | undefined,
): Promise<void> {
  let before: Account | undefined
  const { item } = await state.account.update(current => {
    const next = change(current)
    if (next) before = current
    return next
  })
  if (!before) return
  const locksOf = ({ trades = [] }: Account) => locksInForce(protections, trades, now)
  for (const lock of lockingLonger(locksOf(before), locksOf(item))) {
    telemetry.warn('entries-locked', {
      by: reasonOf(lock),
      locked: lockedBy(lock),
      until: new Date(lock.until).toISOString(),
      why: lockText(lock),
    })
    telemetry.count('EntriesLocked')
  }
}
