import { lockText } from '#domain/protections/refuse.ts'
import type { Account } from '#ports/state.ts'
import { entryLocks } from '../account/entry-locks.ts'
import { liftable } from '../commands/halt.ts'
import type { Connection } from '../connect/connection.ts'
import { type Check, failure, ok, warning } from './check.ts'

/** Whether new entries are allowed. An operator's halt or a lock is no fault: the operator asked for it. */
export function entries(
  connection: Pick<Connection, 'configuration' | 'stack'>,
  account: Pick<Account, 'halts' | 'trades'>,
): Check {
  const halts = Object.entries(account.halts)
  if (halts.length > 0) {
    const found = `halted by ${halts.map(([by, why]) => `${by} (${why})`).join(', ')}`
    return halts.every(([by]) => liftable.includes(by))
      ? warning(
          'entries',
          found,
          'qt resume lets new entries in again; open positions stay protected meanwhile',
        )
      : failure('entries', found, 'qt resume lifts an operator’s halt; correct what the other halts name')
  }
  const locks = entryLocks(connection, account)
  return locks.length === 0
    ? ok('entries', 'not halted')
    : warning('entries', locks.map(lockText).join('; '), 'wait for its end, or lift it: qt resume')
}
