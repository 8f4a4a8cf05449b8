import { mostTrades } from '#domain/protections/kept-trades.ts'
import { type Lock, locksInForce, lookbackOf, type Protection } from '#domain/protections/locks.ts'
import { lockText, reasonOf } from '#domain/protections/refuse.ts'
import type { Account } from '#ports/state.ts'
import { paint } from '../../terminal/colours.ts'
import { moment } from '../../terminal/time.ts'
import type { Connection } from '../connect/connection.ts'

/** The locks that protections hold on entries now. */
export const entryLocks = (
  { configuration, stack }: Pick<Connection, 'configuration' | 'stack'>,
  { trades = [] }: Pick<Account, 'trades'>,
): readonly Lock[] => locksInForce(configuration.protections, trades, stack.clock.now())

/** The same as data: what an entry is refused as, and the trades by their positions' ids. */
export const lockData = (lock: Lock) => ({
  ...lock,
  reason: reasonOf(lock),
  trades: lock.trades.map(({ id }) => id),
})

/** What an operator reads of them; nothing without protections. */
export function lockLines(connection: Connection, account: Pick<Account, 'trades'>): readonly string[] {
  const { protections } = connection.configuration
  if (protections.length === 0) return []
  const locks = entryLocks(connection, account)
  const held = locks.map(lock => paint.red(`${lockText(lock)}, since ${moment(lock.since)}`))
  return [...(held.length > 0 ? held : ['no protection locks entries']), ...beyondKept(connection, account)]
}

/** A look-back that more trades closed in than are kept is as long as what is kept. */
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
