import { utcDay } from '#domain/admission.ts'
import { sum } from '#domain/decimal.ts'
import { lockText } from '#domain/protections/refuse.ts'
import { accountDifferences, atRisk, coolingDown, netToday } from '../../account/account-facts.ts'
import { entryLocks } from '../../account/entry-locks.ts'
import { marginAsset } from '../../account/margin-asset.ts'
import { liftable } from '../../commands/halt.ts'
import type { Connection } from '../../connect/connection.ts'
import type { AccountShown } from '../shown/account.ts'
import type { Known, TableRead } from './known.ts'
import { isAsThen } from './look.ts'

/** The account as the table has it, and as the exchange last showed it. */
export function accountShown(
  connection: Pick<Connection, 'configuration' | 'stack'>,
  table: TableRead,
  { positions, balance }: Pick<Known, 'positions' | 'balance'>,
): AccountShown {
  const { configuration, stack } = connection
  const { account } = table
  const now = stack.clock.now()
  const unknown = Object.entries(account.provisional ?? {})
  return {
    asset: marginAsset,
    ...(balance?.shown && { wallet: balance.shown.wallet, available: balance.shown.available }),
    ...(positions && { unrealised: sum(positions.open.map(each => each.unrealizedPnl ?? 0)).toFixed() }),
    day: {
      date: utcDay(now),
      net: netToday(account, now),
      atRisk: sum([atRisk(account), ...unknown.map(([, { worstLoss }]) => worstLoss)]).toFixed(),
      cap: configuration.maxDailyLoss,
    },
    slots: { taken: Object.keys(account.slots).length, most: configuration.maxPositions },
    halts: Object.entries(account.halts).map(([by, why]) => ({ by, why, canLift: liftable.includes(by) })),
    protections: configuration.protections.map(({ method }) => method),
    locks: entryLocks(connection, account).map(lock => ({
      what: lockText(lock),
      ...(lock.symbol !== undefined && { symbol: lock.symbol }),
      ...(lock.side && { side: lock.side }),
      since: lock.since,
      until: lock.until,
    })),
    cooling: [...coolingDown(account, configuration, now)],
    unknownResults: unknown.map(([position, { symbol, closedAt, worstLoss }]) => ({
      ...{ position, symbol, closedAt, worstLoss },
    })),
    unmanaged: [...account.foreign],
    differences: positions ? [...differencesThen(table, positions, balance)] : [],
  }
}

/** As of the exchange's reading, and only for symbols whose state in the table has not changed since. */
function differencesThen(
  table: TableRead,
  positions: NonNullable<Known['positions']>,
  balance: Known['balance'],
): readonly string[] {
  const { table: then, open } = positions
  if (!then) return []
  const isSettled = (symbol: string) => isAsThen(symbol, table, then)
  const slots = Object.entries(then.account.slots).filter(([symbol]) => isSettled(symbol))
  return accountDifferences(
    { slots: Object.fromEntries(slots) },
    {
      asset: marginAsset,
      positions: { ...positions, open: open.filter(({ symbol }) => isSettled(symbol)) },
      ...(balance && { balance }),
    },
  )
}
