import { mostTrades } from '#domain/protections/kept-trades.ts'
import { type Lock, locksInForce, lookbackOf, type Protection } from '#domain/protections/locks.ts'
import { lockText, reasonOf } from '#domain/protections/refuse.ts'
import type { Account } from '#ports/state.ts'
import { paint } from '../../terminal/colours.ts'
import { moment } from '../../terminal/time.ts'
import type { Connection } from '../connect/connection.ts'

/** Locks on entries that protections hold now. */
export const entryLocks = (
  { configuration, stack }: Pick<Connection, 'configuration' | 'stack'>,
  { trades = [] }: Pick<Account, 'trades'>,
): readonly Lock[] => locksInForce(configuration.protections, trades, stack.clock.now())

/** The locks as data: the reason an entry is rejected with, and the trades by their positions' ids. */
export const lockData = (lock: Lock) => ({
  ...lock,
  reason: reasonOf(lock),
  trades: lock.trades.map(({ id }) => id),
})

/** The locks as lines for the operator; nothing without protections. */
export function lockLines(connection: Connection, account: Pick<Account, 'trades'>): readonly string[] {
  const { protections } = connection.configuration
  if (protections.length === 0) return []
  const locks = entryLocks(connection, account)
  const held = locks.map(lock => paint.red(`${lockText(lock)}, since ${moment(lock.since)}`))
  return [...(held.length > 0 ? held : ['no protection locks entries']), ...beyondKept(connection, account)]
}

/** Warns where a protection looks back further than trades are kept. */
function beyondKept(
  { configuration, stack }: Pick<Connection, 'configuration' | 'stack'>,
  { trades = [] }: Pick<Account, 'trades'>,
): readonly string[] {
  const [oldest] = trades
  if (!oldest || trades.length < mostTrades) return []
  const isCut = (each: Protection) => stack.clock.now() - lookbackOf(each) < oldest.closedAt
  return configuration.protections
    .filter(isCut)
    .map(
      ({ method }) =>
        `${method} looks back to ${moment(oldest.closedAt)} alone: the last ${mostTrades} closed trades are kept`,
    )
}
