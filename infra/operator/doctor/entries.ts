import { lockText } from '#domain/protections/refuse.ts'
import type { Account } from '#ports/state.ts'
import { entryLocks } from '../account/entry-locks.ts'
import type { Connection } from '../connect/connection.ts'
import { type Check, failure, ok, warning } from './check.ts'

/** Whether entries are taken. A lock is no fault: it is what the operator asked for, and over by itself. */
export function entries(
  connection: Pick<Connection, 'configuration' | 'stack'>,
  account: Pick<Account, 'halts' | 'trades'>,
): Check {
  const halts = Object.entries(account.halts)
  if (halts.length > 0) {
    const by = halts.map(([by, why]) => `${by} (${why})`).join(', ')
    return failure(
      'entries',
      `halted by ${by}`,
      'qt resume lifts an operator’s halt; correct what the other halts name',
    )
  }
  const locks = entryLocks(connection, account)
  return locks.length === 0
    ? ok('entries', 'not halted')
    : warning('entries', locks.map(lockText).join('; '), 'wait for its end, or lift it: qt resume')
}
