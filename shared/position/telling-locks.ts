import { locksInForce } from '#domain/protections/locks.ts'
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
  const names = (account: Account) =>
    locksInForce(protections, account.trades ?? [], now).map(lock => ({ lock, name: nameOf(lock) }))
  const held = new Set(names(before).map(({ name }) => name))
  for (const { lock, name } of names(item)) {
    if (held.has(name)) continue
    telemetry.warn('entries-locked', {
      by: reasonOf(lock),
      locked: lockedBy(lock),
      until: new Date(lock.until).toISOString(),
      why: lockText(lock),
    })
    telemetry.count('EntriesLocked')
  }
}

const nameOf = (lock: Parameters<typeof lockedBy>[0]): string =>
  `${lock.method} ${lockedBy(lock)} ${lock.until}`
